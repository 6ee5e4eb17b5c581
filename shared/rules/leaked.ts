import { holds, type Mark } from '../model/mark.ts';
import type { Skc } from '../model/skc.ts';
import type { SkcRule } from './contract.ts';
import { day, isUnread, notApplicable } from './outcome.ts';

/**
 * A person marked it as compromised. The finding stays open, whether the SKC is read or not, until the mark is cleared
 * or the SKC is gone. The mark concerns this copy, whoever owns it and wherever its primary is.
 */
export const leaked: SkcRule = {
  id: 'leaked',
  subject: 'skc',
  title: 'Leaked',
  about:
    'Somebody marked it as compromised (`skc mark`), so whoever has it can use it. No exclusion hides this finding. Less severe findings on the same SKC are not reported until the mark is cleared.',
  needs: ['marks'],
  neverExcluded: true,
  judgesEveryCopy: true,
  replaces: 'less severe',
  judge(skc, { now, related }) {
    const mark = related.marks?.find((each) => each.kind === 'compromised' && holds(each, now));
    if (mark === undefined) return notApplicable('Nobody marked it as compromised.');
    const why = mark.reason === undefined ? '' : `: ${mark.reason.replace(/\.+$/, '')}`;
    return {
      verdict: 'fails',
      severity: 'critical',
      dueAt: mark.at,
      because: `${mark.by} marked it as compromised on ${day(mark.at)}${why}.${useAfter(skc, mark)}`,
      action: 'Replace it, disable this one, and review what was done with it.',
      restsOn: [],
    };
  },
};

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
