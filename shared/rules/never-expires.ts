import type { Instant } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
import {
  day,
  insteadBy,
  isUnread,
  moved,
  notApplicable,
  passes,
  trueSince,
  unread,
  type JudgedSkc,
} from './outcome.ts';
import { unused } from './unused.ts';

/**
 * A standing credential without an expiry or rotation. Medium, high if it is privileged or unused (by the rule
 * `unused`). Not access keys, which never have an expiry: there `rotation-overdue` judges their age. A life of more than
 * ten years, from start to end, counts as no end for types that accept any end; `expiring` replaces it when that end is
 * near. Where the start is not known, a life that lasts longer than that from now on.
 */
export const neverExpires: SkcRule = {
  id: 'never-expires',
  subject: 'skc',
  followsPrimary: true,
  judgesLifetime: true,
  title: 'Never expires',
  wording: { states: 'never expires' },
  lasting: { words: 'without an end for # days', from: 'dueAt' },
  about:
    'A credential with neither an expiry nor rotation: once leaked, it works forever. A life of more than 10 years counts as no expiry for Entra credentials until its end is near. Does not apply to types that never have an expiry (`rotation-overdue` judges their age), to encryption keys, or to secrets that another service owns and maintains.',
  reportsMissingLimit: true,
  judge(skc, context) {
    const { standing } = context.source.traits;
    if (standing === 'by-age')
      return notApplicable('Its type never has an expiry; see rule `rotation-overdue`.');
    if (standing === 'no') return notApplicable('It is not a standing credential.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const hidden = unread(skc, ['rotationEnabled', 'expiresAt']);
    if (hidden !== undefined) return hidden;
    if (skc.empty === true) return notApplicable('It holds no version, so there is nothing that could leak.');
    if (skc.expiresAt !== undefined) return judgeLife(skc, skc.expiresAt, context);
    if (skc.rotationEnabled === true) return passes(['rotationEnabled']);
    const idle = isIdle(skc, context);
    const created = skc.createdAt === undefined ? '' : ` since it was created on ${day(skc.createdAt)}`;
    return {
      verdict: 'fails',
      severity: severityOf(skc, idle),
      ...trueSince(skc, context),
      because: `It has had no expiry and no rotation${created}${idle ? ', and nothing uses it' : ''}.`,
      action: nextStep('never-expires', skc, context),
      restsOn: ['expiresAt', 'rotationEnabled'],
    };
  },
};

/** Some types accept ends centuries ahead: a life that is too long is as good as none, until its end is near. */
function judgeLife(skc: JudgedSkc, expiresAt: Instant, context: SkcContext): Outcome {
  const { longestLifeDays } = context.source.traits;
  const start = startOf(skc);
  if (longestLifeDays === undefined || expiresAt <= moved(start ?? context.now, longestLifeDays))
    return passes(['expiresAt']);
  if (context.now >= expiresAt) return insteadBy('expired', 'It has expired; see rule `expired`.');
  const years = Math.floor(longestLifeDays / 365.25);
  const started = start === undefined ? '' : `, from ${day(start)}`;
  return {
    verdict: 'fails',
    severity: severityOf(skc, isIdle(skc, context)),
    ...trueSince(skc, context),
    because: `It lives longer than ${years} years${started} until ${day(expiresAt)}, and has no rotation.`,
    action: nextStep('never-expires', skc, context),
    restsOn: ['expiresAt'],
  };
}

function startOf(skc: Skc): Instant | undefined {
  if (skc.notBefore !== undefined && !isUnread(skc, 'notBefore')) return skc.notBefore;
  return isUnread(skc, 'createdAt') ? undefined : skc.createdAt;
}

function isIdle(skc: JudgedSkc, context: SkcContext): boolean {
  return unused.judge(skc, context).verdict === 'fails';
}

function severityOf(skc: Skc, idle: boolean): 'high' | 'medium' {
  return idle || (skc.privileged === true && !isUnread(skc, 'privileged')) ? 'high' : 'medium';
}
