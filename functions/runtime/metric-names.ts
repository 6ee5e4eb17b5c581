/** Metrics that functions write and that alarms and the dashboard read, in one list to keep them consistent. */
export const METRICS_NAMESPACE = 'SkcWatch';
export const METRICS_SERVICE = 'skc-watch';

export const METRIC_NAMES = [
  'RunSucceeded',
  'Accounts',
  'AccountsNotNotified',
  'OrganisationSubscriptions',
  'TargetsPlanned',
  'TargetsComplete',
  'TargetsUnread',
  'VaultsUnreachable',
  'Skcs',
  'FindingsCritical',
  'FindingsHigh',
  'FindingsMedium',
  'FindingsLow',
  'DigestsSent',
  'Changes',
  'Verifications',
  'CloudCalls',
  'TargetsFailed',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];
