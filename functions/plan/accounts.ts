import { NO_ANSWER_STEP } from '../../shared/clouds/no-answer.ts';
import type { CloudFinder, Missing } from '../../shared/readers/contract.ts';
import type { Account, Cloud } from '../../shared/model/account.ts';
import type { Problem } from '../../shared/model/target.ts';

/** No cloud could list its accounts. The run ends, since it would otherwise report nothing about any of them. */
export class AccountsNotFound extends Error {
  override readonly name = 'AccountsNotFound';
}

export interface FoundAccounts {
  cloud: Cloud;
  accounts: Account[];
  /** Why a known account may be missing from the list. */
  missing: Missing;
  /** What was wrong with the list, if it could be read in part. */
  problems?: readonly Problem[] | undefined;
  /** Why the cloud's accounts could not be listed; the known ones are used instead. */
  problem: (Problem & { remedy: string }) | undefined;
}

/**
 * Finds the accounts of every cloud. A cloud that fails to list its accounts does not stop the others.
 * @throws {AccountsNotFound} if no cloud could list any; the message names what to grant.
 */
export async function findAccounts(finders: readonly CloudFinder[]): Promise<FoundAccounts[]> {
  const found = await Promise.all(finders.map(accountsOf));
  const causes = found.filter(({ failure }) => failure !== undefined);
  if (causes.length === found.length && causes.length > 0)
    throw new AccountsNotFound(causes.map(({ found: { problem } }) => describeProblem(problem)).join('\n'), {
      cause: causes[0]?.failure?.error,
    });
  return found.map((each) => each.found);
}

async function accountsOf(
  finder: CloudFinder,
): Promise<{ found: FoundAccounts; failure?: { error: unknown } }> {
  const { cloud, listing } = finder;
  try {
    return { found: { cloud, ...(await finder.accounts()), problem: undefined } };
  } catch (error) {
    const { problem } = finder.failure(error, listing.operation);
    const found = {
      cloud,
      accounts: [],
      missing: 'not-asked-for' as const,
      // Nobody needs to sign in to a cloud that did not answer.
      problem: { ...problem, remedy: problem.kind === 'unreachable' ? NO_ANSWER_STEP : listing.remedy },
    };
    return { found, failure: { error } };
  }
}

function describeProblem(problem: FoundAccounts['problem']): string {
  if (problem === undefined) return '';
  const { operation, code, message, remedy } = problem;
  return `Could not find the accounts: ${operation} answered ${code}: ${message}\n${remedy}`;
}
