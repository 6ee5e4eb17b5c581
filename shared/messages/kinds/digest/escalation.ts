import { compareSeverity, SEVERITIES, type Finding, type Severity } from '../../../model/finding.ts';
import { daysBetween, type Instant } from '../../../model/instant.ts';

/** Days after which an open finding of a severity goes to the organisation as well; none of severities without. */
export type EscalateAfterDays = Partial<Record<Severity, number>>;

/**
 * Whether the organisation is notified of an open finding although the account's own contacts are: it has been at least
 * so severe for so many days. Who confirms an address for an account cannot keep its findings from the organisation.
 */
export function isEscalated(finding: Finding, now: Instant, afterDays: EscalateAfterDays): boolean {
  if (finding.state !== 'open') return false;
  return SEVERITIES.some((severity) => {
    const days = afterDays[severity];
    return (
      days !== undefined &&
      compareSeverity(finding.severity, severity) >= 0 &&
      daysBetween(severeSince(finding, severity), now) >= days
    );
  });
}

/** Since when it is open and at least so severe without a break, as far as its history goes back. */
function severeSince({ history, openedAt }: Finding, severity: Severity): Instant {
  const before = history.findLastIndex(
    (entry) => entry.state !== 'open' || compareSeverity(entry.severity, severity) < 0,
  );
  return history[before + 1]?.at ?? openedAt;
}
