import { compareSeverity, type Severity } from '../model/finding.ts';
import { latest, type Instant } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import type { SkcContext } from './contract.ts';
import { knownUnused } from './ladder.ts';
import { day, isUnread, moved } from './outcome.ts';
import { isAttached } from './use.ts';

const HIGH_AFTER_DAYS = 30;
const LOW_AFTER_DAYS = 180;

/**
 * How severe an end is that has passed. What is attached to something never becomes less severe. Anything else is at most
 * high after 30 days, and low after 180, strictly, without a sign of use since. A fact about its use that could not be
 * read lowers nothing. Where the cloud does not say when it was last used, time alone does, and the text says so.
 * @returns `because`: the end of a sentence, empty where time lowered nothing.
 */
export function severityAfter(
  skc: Skc,
  end: Instant,
  context: SkcContext,
): { severity: Severity; because: string } {
  const fresh: Severity = skc.supersededBy === undefined ? (knownUnused(skc) ? 'medium' : 'critical') : 'low';
  if (isAttached(skc) || isUseUnread(skc, context)) return { severity: fresh, because: '' };
  const since = latest(end, usedAt(skc)) ?? end;
  const most = atMost(since, context.now);
  if (most === undefined || compareSeverity(fresh, most) <= 0) return { severity: fresh, because: '' };
  return { severity: most, because: whyLower(skc, context) };
}

function atMost(since: Instant, now: Instant): Severity | undefined {
  if (now > moved(since, LOW_AFTER_DAYS)) return 'low';
  return now > moved(since, HIGH_AFTER_DAYS) ? 'high' : undefined;
}

function isUseUnread(skc: Skc, { source }: SkcContext): boolean {
  const { lastUse } = source.traits;
  if (lastUse === 'in-use') return isUnread(skc, 'inUse') || isUnread(skc, 'exported');
  return lastUse !== 'never' && isUnread(skc, 'lastUsedAt');
}

function usedAt(skc: Skc): Instant | undefined {
  return isUnread(skc, 'lastUsedAt') ? undefined : skc.lastUsedAt;
}

function whyLower(skc: Skc, { source }: SkcContext): string {
  const used = usedAt(skc);
  if (used !== undefined) return `; it was last used on ${day(used)}`;
  if (knownUnused(skc)) return '';
  const { lastUse } = source.traits;
  if (lastUse === 'exact' || lastUse === 'day') return '; it was never used';
  return '; its cloud does not say when it was last used, so the time since then alone makes it less severe';
}
