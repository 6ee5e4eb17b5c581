import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { Run } from '../../shared/model/run.ts';
import type { AlertedAccount } from '../finish/summary.ts';

/**
 * The active accounts of a run whose evaluation or message failed in every try, so that they left nothing behind. The
 * organisation's message of the same run carries their findings.
 * @param accounts Those that the run planned.
 */
export function failedAccounts(
  run: Pick<Run, 'id'>,
  accounts: readonly ListedAccount[],
  alerted: readonly Pick<AlertedAccount, 'account'>[],
): AlertedAccount[] {
  const done = new Set(alerted.map(({ account }) => account));
  return accounts
    .filter(({ key, status }) => status === 'active' && !done.has(key))
    .map(({ key, standing }) => ({
      account: key,
      notNotified: standing?.runId === run.id ? 'message failed' : 'not evaluated',
      contacts: 0,
      shared: [],
    }));
}
