import { accountIdOf, type Target } from '../model/target.ts';
import type { Config } from './schema.ts';

/**
 * Why the configuration expects that a target cannot be read: such a target causes no alert and no exit code, and still
 * counts in coverage. Undefined where it should be readable.
 */
export function acceptedReason(
  config: Config,
  target: Pick<Target, 'account' | 'location' | 'source'>,
): string | undefined {
  const id = accountIdOf(target.account);
  return config.expectedUnreadable.find(
    ({ account, region, source }) =>
      (account === undefined || account === id) &&
      (region === undefined || region === target.location) &&
      (source === undefined || source === target.source),
  )?.reason;
}

/** Why the configuration expects that nothing of an account can be read; undefined where it should be readable. */
export function acceptedAccountReason(config: Config, account: Target['account']): string | undefined {
  return config.expectedUnreadable.find(
    (entry) =>
      entry.account === accountIdOf(account) && entry.region === undefined && entry.source === undefined,
  )?.reason;
}
