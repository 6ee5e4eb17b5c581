/** Names that functions write and alarms and dashboard read: one list, so that they cannot drift apart. */
export const METRICS_NAMESPACE = 'SkcWatch';
export const METRICS_SERVICE = 'skc-watch';

export type MetricName =
  | 'RunSucceeded'
  | 'Accounts'
  | 'AccountsNotNotified'
  | 'OrganisationSubscriptions'
  | 'TargetsPlanned'
  | 'TargetsComplete'
  | 'TargetsUnread'
  | 'VaultsUnreachable'
  | 'Skcs'
  | 'FindingsCritical'
  | 'FindingsHigh'
  | 'FindingsMedium'
  | 'FindingsLow'
  | 'DigestsSent'
  | 'Changes'
  | 'Verifications'
  | 'CloudCalls'
  | 'TargetsFailed';
