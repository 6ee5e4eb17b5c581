import type { AccountKey } from '../../shared/model/account.ts';

/** Keys of a run's documents in the bucket. */
export interface RunKeys {
  batches: string;
  accounts: string;
  /** Prefix of one document per account: whether the account was notified. */
  alertedPrefix: string;
  alerted(account: AccountKey): string;
  summary: string;
}

export const LATEST_REPORT = 'reports/latest.json';

export function runKeys(runId: string): RunKeys {
  const alertedPrefix = `plans/${runId}/alerted/`;
  return {
    batches: `plans/${runId}/batches.json`,
    accounts: `plans/${runId}/accounts.json`,
    alertedPrefix,
    alerted: (account) => `${alertedPrefix}${encodeURIComponent(account)}.json`,
    summary: `reports/${runId}/summary.json`,
  };
}
