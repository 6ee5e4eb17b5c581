import type { Finding } from '../../shared/model/finding.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Skc } from '../../shared/model/skc.ts';
import { rotationFailed } from '../../shared/rules/rotation-failed.ts';
import { rotationOverdue } from '../../shared/rules/rotation-overdue.ts';

/** A date by which something happens to an SKC, or should have happened. */
export interface Due {
  at: Instant;
  what: 'end' | 'rotation' | 'deletion';
  /** Whether its service does it: renews it before its end, rotates it, deletes it. Otherwise a person must act. */
  byItself: boolean;
}

/** Rules that report a rotation that did not happen. */
const MISSED: readonly string[] = [rotationFailed.id, rotationOverdue.id];

/**
 * What happens to an SKC next: the earliest of its end, its rotation and its deletion. A rotation that its own dates do
 * not show, since only its age is limited, is due when the finding says.
 */
export function dueOf(skc: Skc, open: readonly Pick<Finding, 'rule' | 'dueAt'>[] = []): Due | undefined {
  const overdue = open.find(({ rule }) => MISSED.includes(rule));
  const dates: [what: Due['what'], at: Instant | undefined, byItself: boolean][] = [
    ['end', skc.expiresAt, skc.renewedBy === 'service' && skc.renewalStatus !== 'failed'],
    ['rotation', skc.rotationDueAt, skc.rotationEnabled === true && overdue === undefined],
    ['rotation', overdue?.dueAt, false],
    ['deletion', skc.deletionDueAt, true],
  ];
  let next: Due | undefined;
  for (const [what, at, byItself] of dates)
    if (at !== undefined && (next === undefined || at < next.at)) next = { at, what, byItself };
  return next;
}
