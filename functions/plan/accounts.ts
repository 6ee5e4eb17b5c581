import type { CloudFinder, Missing } from '../../shared/readers/contract.ts';
import type { Account, Cloud } from '../../shared/model/account.ts';
import type { Problem } from '../../shared/model/target.ts';

/** The accounts could not be found: without them a run would be silent about all of them, so it ends. */
export class AccountsNotFound extends Error {
  override readonly name = 'AccountsNotFound';
}

export interface FoundAccounts {
  cloud: Cloud;
  accounts: Account[];
  /** What an account known from before that is not among them has done. */
  missing: Missing;
  /** Why the cloud's accounts could not be listed; those known from before then stand for them. */
  problem: (Problem & { remedy: string }) | undefined;
}

/**
 * The accounts of every cloud. A cloud that cannot list its own stops no other.
 * @throws {AccountsNotFound} when no cloud could list any, with what to grant.
 */
export async function findAccounts(finders: readonly CloudFinder[]): Promise<FoundAccounts[]> {
  const found = await Promise.all(finders.map(accountsOf));
  const causes = found.filter(({ failure }) => failure !== undefined);
  if (causes.length === found.length && causes.length > 0)
    throw new AccountsNotFound(causes.map(({ found: { problem } }) => said(problem)).join('\n'), {
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
      problem: { ...problem, remedy: listing.remedy },
    };
    return { found, failure: { error } };
  }
}

function said(problem: FoundAccounts['problem']): string {
  if (problem === undefined) return '';
  const { operation, code, message, remedy } = problem;
  return `Could not find the accounts: ${operation} answered ${code}: ${message}\n${remedy}`;
}
