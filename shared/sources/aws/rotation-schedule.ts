import type { RotationRulesType } from '@aws-sdk/client-secrets-manager';

const HOURS_PER_DAY = 24;

/**
 * Days between two rotations. A `cron(…)` schedule has no fixed period; AWS computes its next date. Source: Secrets
 * Manager user guide, schedule expressions (`rate(10 days)`, `rate(12 hours)`).
 */
export function rotationPeriodDays(rules: RotationRulesType | undefined): number | undefined {
  if (rules?.AutomaticallyAfterDays !== undefined) return rules.AutomaticallyAfterDays;
  const rate = /^rate\((\d+) (day|hour)s?\)$/.exec(rules?.ScheduleExpression ?? '');
  if (rate === null) return undefined;
  const count = Number(rate[1]);
  return rate[2] === 'day' ? count : count / HOURS_PER_DAY;
}

/**
 * Length of the rotation window, from `Duration` (`3h`). By default a window lasts until the end of the day (UTC),
 * or one hour for a schedule in hours. Source: Secrets Manager user guide, "Schedule expressions"; API reference,
 * RotationRulesType.
 */
export function rotationWindowHours(rules: RotationRulesType | undefined): number {
  const hours = /^(\d+)h$/.exec(rules?.Duration ?? '');
  if (hours !== null) return Number(hours[1]);
  return /^(rate\(\d+ hours?\)|cron\(\S+ \S*\/)/.test(rules?.ScheduleExpression ?? '') ? 1 : HOURS_PER_DAY;
}
