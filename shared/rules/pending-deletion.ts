import type { Instant } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import type { SkcContext, SkcRule } from './contract.ts';
import { nextStep } from './next-step.ts';
import { day, firstSeen, isUnread, moved, passes, unread, type JudgedSkc } from './outcome.ts';

const RECENT_USE_DAYS = 30;

/**
 * Scheduled for deletion. High if it was used within the 30 days before it was scheduled (30 days to the second
 * included) or after, else medium, also when its use is not known. Where the date of scheduling is not given, the latest
 * possible date counts, so that high is certain.
 */
export const pendingDeletion: SkcRule = {
  id: 'pending-deletion',
  subject: 'skc',
  title: 'Scheduled for deletion',
  wording: { states: 'is to be deleted', ahead: 'will be deleted' },
  about:
    'Its deletion is scheduled and can still be cancelled. High when it was used within the 30 days before it was scheduled: then something probably still needs it.',
  judge(skc: JudgedSkc, context) {
    const hidden = unread(skc, ['deletionDueAt']);
    if (hidden !== undefined) return hidden;
    const dueAt = skc.deletionDueAt ?? skc.deletionScheduledAt;
    if (dueAt === undefined && skc.deletionWaitsForReplicas !== true) return passes(['deletionDueAt']);
    const recent = usedBeforeScheduling(skc, context);
    const use = recent && skc.lastUsedAt !== undefined ? `; it was used on ${day(skc.lastUsedAt)}` : '';
    const until = skc.deletionDueAt === undefined ? '' : ` for ${day(skc.deletionDueAt)}`;
    return {
      verdict: 'fails',
      severity: recent ? 'high' : 'medium',
      ...(dueAt === undefined ? firstSeen(skc, context) : { dueAt }),
      because:
        skc.deleted === true
          ? `It is deleted and can be restored${skc.deletionDueAt === undefined ? '' : ` until ${day(skc.deletionDueAt)}`}.`
          : `Its deletion is scheduled${until}${use}.`,
      action: nextStep('pending-deletion', skc, context),
      restsOn: ['deletionDueAt'],
    };
  },
};

function usedBeforeScheduling(skc: Skc, context: SkcContext): boolean {
  const scheduledAt = latestScheduling(skc, context);
  if (scheduledAt === undefined || skc.lastUsedAt === undefined || isUnread(skc, 'lastUsedAt')) return false;
  return skc.lastUsedAt >= moved(scheduledAt, -RECENT_USE_DAYS);
}

/** Where only the date of deletion is known, it was scheduled no later than that date minus the shortest delay. */
function latestScheduling(skc: Skc, { source }: SkcContext): Instant | undefined {
  if (skc.deletionScheduledAt !== undefined && !isUnread(skc, 'deletionScheduledAt'))
    return skc.deletionScheduledAt;
  const { deletion } = source.traits;
  if (deletion === 'at-once' || deletion.shortestDelayDays === undefined || skc.deletionDueAt === undefined)
    return undefined;
  return moved(skc.deletionDueAt, -deletion.shortestDelayDays);
}
