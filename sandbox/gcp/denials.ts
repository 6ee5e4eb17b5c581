import type { GcpProject } from '../estate/gcp-estate.ts';

/** Whether the estate refuses a permission for what a path names. */
export function denies({ denials }: GcpProject, permission: string, path: string): boolean {
  return (denials ?? []).some(
    (denial) => denial.permission === permission && path.includes(denial.resource ?? ''),
  );
}
