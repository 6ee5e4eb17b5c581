import { earliest, type Instant } from '../../model/instant.ts';
import type { StoredSkc } from '../../model/skc.ts';

/** When an SKC falls due next, as the indexes have it; nothing once it is gone, or where it never does. */
export function due(skc: StoredSkc): { dueAt: Instant; dueMonth: string } | undefined {
  if (skc.absentAt !== undefined) return undefined;
  const dueAt = earliest(skc.expiresAt, skc.rotationDueAt, skc.deletionDueAt);
  return dueAt === undefined ? undefined : { dueAt, dueMonth: dueAt.slice(0, 7) };
}
