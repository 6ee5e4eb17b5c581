import { latest, type Instant } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
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
    const { lastUse, severities } = context.source.traits;
    if (lastUse === 'in-use') return judgeAttachment(skc, context);
    if (lastUse === 'never') return notApplicable('Its cloud does not say when it was last used.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const createdAt = madeAt(skc, context);
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
      severity: severities?.unused ?? 'low',
      dueAt: limitAt,
      because:
        skc.lastUsedAt === undefined
          ? `It was made on ${day(from)} and never used.`
          : `It was last used on ${day(skc.lastUsedAt)}.`,
      action: nextStep('unused', skc, context),
      restsOn: ['lastUsedAt'],
    };
  },
};

function madeAt(skc: Skc, { source }: SkcContext): Instant | undefined {
  if (skc.createdAt !== undefined && !isUnread(skc, 'createdAt')) return skc.createdAt;
  if (source.traits.isItsOwnVersion === true && !isUnread(skc, 'versionCreatedAt'))
    return skc.versionCreatedAt;
  return undefined;
}

function judgeAttachment(skc: JudgedSkc, context: SkcContext): Outcome {
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
    action: nextStep('unused', skc, context),
    restsOn: ['inUse', 'exported'],
  };
}
