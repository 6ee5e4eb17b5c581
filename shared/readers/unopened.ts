import { errorText } from '../model/error-text.ts';
import { sanitize } from '../model/sanitize.ts';
import type { Account, Cloud } from '../model/account.ts';
import type { CloudFailure } from '../model/failure.ts';
import type { CloudFinder } from './contract.ts';

/**
 * Stands in for a cloud that could not be opened, so that it stops no other: its accounts are not listed, the known
 * ones are planned as before, and nothing in them is read.
 * @param error What opening threw; it names the next step.
 */
export function unopenedCloud(
  cloud: Cloud,
  error: unknown,
): CloudFinder & { collect: () => Promise<never>; close: () => void } {
  const operation = `opening ${cloud}`;
  const failure = (cause: unknown): CloudFailure => ({
    denied: false,
    problem: {
      operation,
      code: cause instanceof Error ? cause.name : 'Error',
      kind: 'failed',
      message: sanitize(errorText(cause), 400),
    },
  });
  const refuse = () => Promise.reject(error instanceof Error ? error : new Error(errorText(error)));
  return {
    cloud,
    accounts: refuse,
    wants: () => true,
    targets: async (_account: Account, before) => ({
      targets: [...before],
      problems: [failure(error).problem],
    }),
    failure: (thrown) => failure(thrown),
    listing: { operation, remedy: `Check the section ${cloud} of skc.config.json, then run again.` },
    collect: refuse,
    close: () => undefined,
  };
}
