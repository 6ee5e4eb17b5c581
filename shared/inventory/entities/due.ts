import type { Instant } from '../../model/instant.ts';
import type { StoredSkc } from '../../model/skc.ts';

/** Why an SKC is due: what happens to it on the day. */
export type DueFor = 'expiry' | 'rotation' | 'automatic-rotation' | 'deletion' | 'renewal';

/** When an SKC is due next, as the indexes have it; nothing once it is gone, or where it never is. */
export function due(skc: StoredSkc): { dueAt: Instant; dueMonth: string; dueFor: DueFor } | undefined {
  if (skc.absentAt !== undefined) return undefined;
  const dates: [DueFor, Instant | undefined][] = [
    ['deletion', skc.deletionDueAt],
    [skc.renewedBy === 'service' ? 'renewal' : 'expiry', skc.expiresAt],
    [skc.rotationEnabled === true ? 'automatic-rotation' : 'rotation', skc.rotationDueAt],
  ];
  let first: { dueAt: Instant; dueMonth: string; dueFor: DueFor } | undefined;
  for (const [dueFor, at] of dates)
    if (at !== undefined && (first === undefined || at < first.dueAt))
      first = { dueAt: at, dueMonth: at.slice(0, 7), dueFor };
  return first;
}
