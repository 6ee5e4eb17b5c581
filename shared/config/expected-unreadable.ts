import type { Target } from '../model/target.ts';
import type { Config } from './schema.ts';

/**
 * Why config expects that this target cannot be read: such a target leaves alerts and exit code, never the coverage
 * figure. Undefined where it should be readable.
 */
export function acceptedReason(
  config: Config,
  target: Pick<Target, 'account' | 'location' | 'source'>,
): string | undefined {
  const id = target.account.slice(target.account.indexOf('#') + 1);
  return config.expectedUnreadable.find(
    ({ account, region, source }) =>
      (account === undefined || account === id) &&
      (region === undefined || region === target.location) &&
      (source === undefined || source === target.source),
  )?.reason;
}
