import type { GcpProject } from '../estate/gcp-estate.ts';

/** Whether the estate denies a permission for the resource of a path. */
export function denies({ denials }: GcpProject, permission: string, path: string): boolean {
  return (denials ?? []).some(
    (denial) => denial.permission === permission && path.includes(denial.resource ?? ''),
  );
}
