import type { Instant } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import { cloudStep } from './cloud-step.ts';
import type { SkcRule } from './contract.ts';
import { day, isUnread, moved, passes, standsSince, unread, type JudgedSkc } from './outcome.ts';

const RECENT_USE_DAYS = 30;

/** Secrets Manager and KMS wait at least 7 days, so a deletion was scheduled at the latest that long before its day. */
const SHORTEST_WAIT_DAYS = 7;

/**
 * Scheduled for deletion. High if it was used within the 30 days before it was scheduled (30 days to the second
 * included) or after, else medium; a use that is not known makes it medium. Where the day of scheduling is not told,
 * the latest day it can have been counts, so that high is certain.
 */
export const pendingDeletion: SkcRule = {
  id: 'pending-deletion',
  subject: 'skc',
  title: 'It will be deleted',
  about:
    'Somebody scheduled its deletion; until the day comes that can be undone. High when it was used within the 30 days before: then something probably still needs it.',
  judge(skc: JudgedSkc, context) {
    const hidden = unread(skc, ['deletionDueAt']);
    if (hidden !== undefined) return hidden;
    const dueAt = skc.deletionDueAt ?? skc.deletionScheduledAt;
    if (dueAt === undefined && skc.deletionWaitsForReplicas !== true) return passes(['deletionDueAt']);
    const recent = usedBeforeScheduling(skc);
    const use = recent && skc.lastUsedAt !== undefined ? `; it was used on ${day(skc.lastUsedAt)}` : '';
    const until = skc.deletionDueAt === undefined ? '' : ` for ${day(skc.deletionDueAt)}`;
    return {
      verdict: 'fails',
      severity: recent ? 'high' : 'medium',
      dueAt: dueAt ?? skc.changedAt ?? standsSince(skc, context),
      because:
        skc.deleted === true
          ? `It is deleted and can be brought back${skc.deletionDueAt === undefined ? '' : ` until ${day(skc.deletionDueAt)}`}.`
          : `Its deletion is scheduled${until}${use}.`,
      action: stepToKeep(skc),
      restsOn: ['deletionDueAt'],
    };
  },
};

function usedBeforeScheduling(skc: Skc): boolean {
  const scheduledAt = latestScheduling(skc);
  if (scheduledAt === undefined || skc.lastUsedAt === undefined || isUnread(skc, 'lastUsedAt')) return false;
  return skc.lastUsedAt >= moved(scheduledAt, -RECENT_USE_DAYS);
}

function latestScheduling(skc: Skc): Instant | undefined {
  if (skc.deletionScheduledAt !== undefined && !isUnread(skc, 'deletionScheduledAt'))
    return skc.deletionScheduledAt;
  if (skc.cloud !== 'aws' || skc.deletionDueAt === undefined) return undefined;
  return moved(skc.deletionDueAt, -SHORTEST_WAIT_DAYS);
}

function stepToKeep(skc: Skc): string {
  const elsewhere = cloudStep(skc, 'pending-deletion');
  if (elsewhere !== undefined) return elsewhere;
  if (skc.type === 'aws.kms-key')
    return `If anything still needs it, open KMS in ${skc.location}, cancel the deletion and enable it.`;
  if (skc.type === 'aws.secrets-manager-secret')
    return `If anything still needs it, open Secrets Manager in ${skc.location} and cancel the deletion.`;
  return `If anything still needs it, cancel its deletion in ${skc.location}.`;
}
