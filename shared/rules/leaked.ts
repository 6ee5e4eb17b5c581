import { holds, type Mark } from '../model/mark.ts';
import { sanitize } from '../model/sanitize.ts';
import type { Skc } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import { day, firstSeen, isUnread, notApplicable, unread, type JudgedSkc } from './outcome.ts';

/**
 * A person marked it as compromised, or its cloud itself says that it was exposed (`leakedBecause`). The finding stays
 * open, whether the SKC is read or not, until the mark is cleared and the cloud's flag is gone, or the SKC is. Both
 * concern this copy, whoever owns it and wherever its primary is.
 */
export const leaked: SkcRule = {
  id: 'leaked',
  subject: 'skc',
  title: 'Leaked',
  wording: { states: 'has leaked', past: 'leaked' },
  about:
    'A person marked it as compromised (`skc mark`), or its cloud itself found it exposed, so whoever has it can use it. No exclusion hides this finding. Less severe findings on the same SKC are not reported meanwhile.',
  needs: ['marks'],
  neverExcluded: true,
  isExposure: true,
  judgesEveryCopy: true,
  replaces: 'less severe',
  judge(skc: JudgedSkc, context) {
    const { now, related } = context;
    const mark = related.marks?.find((each) => each.kind === 'compromised' && holds(each, now));
    if (mark === undefined) return judgeFlag(skc, context);
    const why = mark.reason === undefined ? '' : `: ${mark.reason.replace(/\.+$/, '')}`;
    return {
      verdict: 'fails',
      severity: 'critical',
      dueAt: mark.at,
      because: `${mark.by} marked it as compromised on ${day(mark.at)}${why}.${useAfter(skc, mark)}`,
      action: STEP,
      restsOn: [],
    };
  },
};

const STEP = 'Replace it, disable this one, and review what was done with it.';

/** The cloud's own flag: Google's exposed-key status, the quarantine policy that AWS attaches to a user. */
function judgeFlag(skc: JudgedSkc, context: SkcContext): Outcome {
  const hidden = unread(skc, ['leakedBecause']);
  if (hidden !== undefined) return hidden;
  if (skc.leakedBecause === undefined)
    return notApplicable('Nobody marked it as compromised, and its cloud does not say so.');
  return {
    verdict: 'fails',
    severity: 'critical',
    ...firstSeen(skc, context),
    because: `Its cloud says that it was exposed: ${sanitize(skc.leakedBecause, 200).replace(/\.+$/, '')}.`,
    action: context.source.nextSteps['leaked']?.(skc) ?? STEP,
    restsOn: ['leakedBecause'],
  };
}

/**
 * Whether it was used after the mark. A cloud that gives only the day of the last use gives midnight: on the day of the
 * mark that may be before or after it.
 */
function useAfter(skc: Skc, { at }: Mark): string {
  const { lastUsedAt } = skc;
  if (lastUsedAt === undefined || isUnread(skc, 'lastUsedAt')) return '';
  if (lastUsedAt > at) return ` It was used after that, on ${day(lastUsedAt)}.`;
  const dayAlone = lastUsedAt.endsWith('T00:00:00Z') && day(lastUsedAt) === day(at);
  return dayAlone ? ' Whether it was used after that is unknown: the cloud gives only the day.' : '';
}
