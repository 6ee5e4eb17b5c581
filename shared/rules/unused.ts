import { latest, type Instant } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import type { Context, Outcome, SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import {
  day,
  isUnread,
  moved,
  notApplicable,
  passes,
  secondAfter,
  unknown,
  unread,
  type JudgedSkc,
} from './outcome.ts';

/** The types whose cloud tells when they were last used. */
const TELLS_LAST_USE: readonly string[] = ['aws.secrets-manager-secret', 'aws.iam-access-key'];

/**
 * Its newest use is longer ago than the limit, strictly, and it existed that long: the clock runs from the later of
 * creation and last use. No last use given means never used. ACM tells only whether a certificate is in use now: it
 * counts from the last change seen, so for as long as it was observed unused. Never KMS keys: archives need them.
 */
export const unused: SkcRule = {
  id: 'unused',
  subject: 'skc',
  title: 'Nobody uses it',
  about:
    'Nothing has used it for longer than the limit (90 days): it can only be stolen. Where a secret is replicated the newest use in any location counts. KMS keys are never meant, since archives need them.',
  judge(skc, context) {
    if (skc.type === 'aws.acm-certificate') return judgeCertificate(skc, context);
    if (!TELLS_LAST_USE.includes(skc.type))
      return notApplicable('Its last use says nothing, or is not told.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const createdAt = madeAt(skc);
    const limit = context.thresholds.unusedDays(skc.type);
    const hidden = unread(skc, ['lastUsedAt']);
    const from = hidden === undefined ? latest(createdAt, skc.lastUsedAt) : createdAt;
    if (from === undefined)
      return hidden ?? unknown(['createdAt'], 'No date of its creation or use is known.');
    const limitAt = moved(from, limit);
    if (context.now <= limitAt) return passes(['lastUsedAt'], secondAfter(limitAt));
    if (hidden !== undefined) return hidden;
    return {
      verdict: 'fails',
      severity: skc.type === 'aws.iam-access-key' ? 'medium' : 'low',
      dueAt: limitAt,
      because:
        skc.lastUsedAt === undefined
          ? `It was made on ${day(from)} and never used.`
          : `It was last used on ${day(skc.lastUsedAt)}.`,
      action:
        skc.type === 'aws.iam-access-key'
          ? 'Deactivate it in IAM, wait a week for complaints, then delete it.'
          : `Ask its owner, then schedule its deletion in Secrets Manager in ${skc.location}.`,
      restsOn: ['lastUsedAt'],
    };
  },
};

function madeAt(skc: Skc): Instant | undefined {
  if (skc.createdAt !== undefined && !isUnread(skc, 'createdAt')) return skc.createdAt;
  if (skc.type === 'aws.iam-access-key' && !isUnread(skc, 'versionCreatedAt')) return skc.versionCreatedAt;
  return undefined;
}

function judgeCertificate(skc: JudgedSkc, context: Context): Outcome {
  const hidden = unread(skc, ['inUse', 'exported']);
  if (hidden !== undefined) return hidden;
  if (skc.inUse === undefined) return unknown(['inUse'], 'Whether anything uses it is not told.');
  if (skc.inUse) return passes(['inUse']);
  if (skc.exported === true)
    return notApplicable('Its private key may have left the service: its use cannot be seen.');
  const seenSince = latest(skc.lastUsedAt, skc.changedAt ?? skc.discoveredAt ?? context.now) ?? context.now;
  const limitAt = moved(seenSince, context.thresholds.unusedDays(skc.type));
  if (context.now <= limitAt) return passes(['inUse', 'exported'], secondAfter(limitAt));
  return {
    verdict: 'fails',
    severity: 'low',
    dueAt: limitAt,
    because: `It has been seen attached to nothing since ${day(seenSince)}.`,
    action: `Open ACM in ${skc.location} and delete it, or attach it where it belongs.`,
    restsOn: ['inUse', 'exported'],
  };
}
