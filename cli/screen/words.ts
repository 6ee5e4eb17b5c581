import { daysBetween, type Instant } from '../../shared/model/instant.ts';
import { SEVERITIES, type Severity } from '../../shared/model/finding.ts';
import type { Terminal } from './terminal.ts';

type Colours = Terminal['colours'];

/** The severity as a word that is conspicuous even without colour. */
export function severityWord(severity: Severity, colours: Colours): string {
  switch (severity) {
    case 'critical':
      return colours.bold(colours.red('CRITICAL'));
    case 'high':
      return colours.red('high');
    case 'medium':
      return colours.yellow('medium');
    case 'low':
      return colours.cyan('low');
    default:
      return severity satisfies never;
  }
}

/** `in 3 d`, `12 d ago`, below a day `in 5 h`, `5 h ago`, below an hour `now`. */
export function relative(at: Instant, now: Instant): string {
  const days = daysBetween(now, at);
  const size = Math.abs(days);
  const amount = size >= 1 ? `${Math.floor(size)} d` : `${Math.floor(size * 24)} h`;
  if (size < 1 / 24) return 'now';
  return days > 0 ? `in ${amount}` : `${amount} ago`;
}

/** `2026-12-03 (in 12 d)` */
export function dated(at: Instant, now: Instant): string {
  return `${at.slice(0, 10)} (${relative(at, now)})`;
}

/** `1 secret`, `2 secrets` */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Names an instant to the minute: `2026-11-21 06:00 UTC`. */
export function minute(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** `2 critical, 5 high`, from the most severe; empty severities left out. */
export function severityCounts(
  counts: Readonly<Partial<Record<Severity, number>>>,
  colours: Colours,
): string {
  const parts = SEVERITIES.toReversed()
    .filter((severity) => (counts[severity] ?? 0) > 0)
    .map((severity) => `${counts[severity]} ${severityWord(severity, colours)}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** `aws.kms-key` → `kms-key`, where the context shows the cloud. */
export function shortType(type: string): string {
  return type.slice(type.indexOf('.') + 1);
}

/** `10 of ` if a limit hides some of `total`; else an empty text. */
export function shownOf(total: number, limit: number | undefined): string {
  return limit === undefined || limit >= total ? '' : `${limit} of `;
}
