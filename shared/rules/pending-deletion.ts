import { isUnread, day, moved, passes, unread } from './outcome.ts';
import type { Skc } from '../model/skc.ts';
import type { SkcRule } from './contract.ts';

const RECENT_USE_DAYS = 30;

/**
 * Scheduled for deletion. High if it was used within the 30 days before it was scheduled (30 days to the second
 * included) or after, else medium; a use or a day of scheduling that is not known makes it medium.
 */
export const pendingDeletion: SkcRule = {
  id: 'pending-deletion',
  subject: 'skc',
  title: 'It will be deleted',
  about:
    'Somebody scheduled its deletion; until the day comes that can be undone. High when it was used within the 30 days before: then something probably still needs it.',
  judge(skc) {
    const hidden = unread(skc, ['deletionDueAt']);
    if (hidden !== undefined) return hidden;
    const bitesAt = skc.deletionDueAt ?? skc.deletionScheduledAt;
    if (bitesAt === undefined) return passes(['deletionDueAt']);
    const recent = usedBeforeScheduling(skc);
    const use = recent && skc.lastUsedAt !== undefined ? `; it was used on ${day(skc.lastUsedAt)}` : '';
    const until = skc.deletionDueAt === undefined ? '' : ` for ${day(skc.deletionDueAt)}`;
    return {
      verdict: 'fails',
      severity: recent ? 'high' : 'medium',
      bitesAt,
      because: `Its deletion is scheduled${until}${use}.`,
      action: stepToKeep(skc),
      restsOn: ['deletionDueAt'],
    };
  },
};

function usedBeforeScheduling(skc: Skc): boolean {
  const { deletionScheduledAt, lastUsedAt } = skc;
  if (deletionScheduledAt === undefined || lastUsedAt === undefined) return false;
  if (isUnread(skc, 'lastUsedAt') || isUnread(skc, 'deletionScheduledAt')) return false;
  return lastUsedAt >= moved(deletionScheduledAt, -RECENT_USE_DAYS);
}

function stepToKeep(skc: Skc): string {
  if (skc.type === 'aws.kms-key')
    return `If anything still needs it, open KMS in ${skc.location}, cancel the deletion and enable it.`;
  if (skc.type === 'aws.secrets-manager-secret')
    return `If anything still needs it, open Secrets Manager in ${skc.location} and cancel the deletion.`;
  return `If anything still needs it, cancel its deletion in ${skc.location}.`;
}
