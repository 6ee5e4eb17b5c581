import { latest, type Instant } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { limitsByType, limitsFor, type LimitsByType } from './limits.ts';
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
import { withSettings } from './settings.ts';

const settings = limitsByType(90, 'longest time without use');

/**
 * Its last use is longer ago than the limit, strictly, and it has existed that long: time counts from the later of
 * creation and last use. No last use given means never used. ACM gives only whether a certificate is in use now: time
 * counts from the last observed change, so for as long as it was observed unused. Never KMS keys: archives need them.
 */
export const unused: SkcRule = {
  ...withSettings('unused', settings, judge),
  subject: 'skc',
  followsPrimary: true,
  judgesLifetime: true,
  title: 'Unused',
  wording: { states: 'is unused' },
  lasting: { words: 'unused for # days', from: 'since' },
  about:
    'Nothing has used it for longer than the limit (90 days by default): it serves no purpose and can only be stolen. For a replicated secret the most recent use in any location counts. Does not apply to encryption keys, which may be needed to read archives.',
};

function judge(skc: JudgedSkc, context: SkcContext, settingsOfRule: LimitsByType): Outcome {
  const limits = limitsFor(settingsOfRule, skc);
  const { lastUse, severities } = context.source.traits;
  const limitDays = limits.types[skc.type] ?? limits.default;
  if (lastUse === 'in-use') return judgeAttachment(skc, context, limitDays);
  if (lastUse === 'never') return notApplicable('Its cloud does not say when it was last used.');
  const out = notInForce(skc);
  if (out !== undefined) return out;
  const createdAt = creationOf(skc, context);
  const hidden = unread(skc, ['lastUsedAt']);
  const from = hidden === undefined ? latest(createdAt, skc.lastUsedAt) : createdAt;
  if (from === undefined)
    return hidden ?? unknown(['createdAt'], 'Neither its creation nor its last use is known.');
  const limitAt = moved(from, limitDays);
  if (context.now <= limitAt) return passes(['lastUsedAt'], secondAfter(limitAt));
  if (hidden !== undefined) return hidden;
  return {
    verdict: 'fails',
    severity: severities?.unused ?? 'low',
    dueAt: limitAt,
    since: from,
    because:
      skc.lastUsedAt === undefined
        ? `It was created on ${day(from)} and never used.`
        : `It was last used on ${day(skc.lastUsedAt)}.`,
    action: nextStep('unused', skc, context),
    restsOn: ['lastUsedAt'],
  };
}

function creationOf(skc: Skc, { source }: SkcContext): Instant | undefined {
  if (skc.createdAt !== undefined && !isUnread(skc, 'createdAt')) return skc.createdAt;
  if (source.traits.isItsOwnVersion === true && !isUnread(skc, 'versionCreatedAt'))
    return skc.versionCreatedAt;
  return undefined;
}

function judgeAttachment(skc: JudgedSkc, context: SkcContext, limitDays: number): Outcome {
  const hidden = unread(skc, ['inUse', 'exported']);
  if (hidden !== undefined) return hidden;
  if (skc.inUse === undefined) return unknown(['inUse'], 'Its cloud did not say whether anything uses it.');
  if (skc.inUse) return passes(['inUse']);
  if (skc.exported === true)
    return notApplicable('Its private key may have left the service: its use cannot be seen.');
  const seenSince = latest(skc.lastUsedAt, skc.changedAt ?? skc.discoveredAt ?? context.now) ?? context.now;
  const limitAt = moved(seenSince, limitDays);
  if (context.now <= limitAt) return passes(['inUse', 'exported'], secondAfter(limitAt));
  return {
    verdict: 'fails',
    severity: 'low',
    dueAt: limitAt,
    since: seenSince,
    because: `It has not been attached to anything since ${day(seenSince)}.`,
    action: nextStep('unused', skc, context),
    restsOn: ['inUse', 'exported'],
  };
}
