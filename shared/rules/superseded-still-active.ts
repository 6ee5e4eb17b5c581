import * as z from 'zod';
import { days } from '../config/fields.ts';
import type { Skc } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
import { day, isUnread, moved, notApplicable, passes, secondAfter, unread } from './outcome.ts';
import { withSettings } from './settings.ts';

const settings = z.strictObject({
  afterDays: days.default(14).describe('days after its successor was made for which it may stay active'),
});

const UNUSED_DAYS = 30;

/**
 * It is still enabled although its newer, valid successor was made more than 14 days ago, strictly: a rotation is done
 * only when the old one is off. Medium; low if it is known that nothing used it for 30 days. Only types whose source
 * declares `rotatesBeside`: an older version of an encryption key decrypts old data and must stay.
 */
export const supersededStillActive: SkcRule = {
  ...withSettings('superseded-still-active', settings, judge),
  subject: 'skc',
  followsPrimary: true,
  judgesLifetime: true,
  title: 'Replaced but still active',
  wording: { states: 'is still active beside its successor' },
  lasting: { words: 'replaced # days ago', from: 'since' },
  about:
    'A newer one was made to replace it more than 14 days ago, and this one is still enabled: whoever has the old one can still use it, and the rotation is not complete. Low when nothing used it for 30 days. Does not apply to encryption keys, whose older versions decrypt older data.',
};

function judge(skc: Skc, context: SkcContext, { afterDays }: z.output<typeof settings>): Outcome {
  if (context.source.traits.rotatesBeside !== true)
    return notApplicable('Its type is not rotated by making a second one beside it.');
  const out = notInForce(skc);
  if (out !== undefined) return out;
  const hidden = unread(skc, ['supersededAt', 'expiresAt']);
  if (hidden !== undefined) return hidden;
  const { supersededAt, expiresAt } = skc;
  if (expiresAt !== undefined && context.now >= expiresAt)
    return notApplicable('It has expired; see rule `expired`.');
  if (supersededAt === undefined) return passes(['supersededAt']);
  const limitAt = moved(supersededAt, afterDays);
  const failsAt = secondAfter(limitAt);
  if (context.now <= limitAt)
    return passes(['supersededAt'], expiresAt !== undefined && expiresAt <= failsAt ? undefined : failsAt);
  return {
    verdict: 'fails',
    severity: isIdle(skc, context) ? 'low' : 'medium',
    dueAt: limitAt,
    since: supersededAt,
    because: `A newer one was made on ${day(supersededAt)}, and this one is still active.`,
    action: nextStep('superseded-still-active', skc, context),
    restsOn: ['supersededAt'],
  };
}

/** Known not to have been used for 30 days; one that was never used counts from its creation. */
function isIdle(skc: Skc, { now, source }: SkcContext): boolean {
  const { lastUse } = source.traits;
  if ((lastUse !== 'exact' && lastUse !== 'day') || isUnread(skc, 'lastUsedAt')) return false;
  const since = skc.lastUsedAt ?? skc.createdAt;
  return since !== undefined && since < moved(now, -UNUSED_DAYS);
}
