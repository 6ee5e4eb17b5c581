import { isKnown } from '../../shared/model/fields.ts';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import { counted } from '../screen/words.ts';
import type { Filters } from './filters.ts';

/** Accounts that no run reads any more: what the inventory holds of them is their last record. */
const NO_LONGER_READ = ['excluded', 'retired'] as const;
const MOST_NAMED = 3;

/** @returns the account's status where it is no longer read: `excluded` or `retired`. */
export function noLongerRead({ status }: Pick<ListedAccount, 'status'>): string | undefined {
  return isKnown(NO_LONGER_READ, status) ? status : undefined;
}

/**
 * What a listing leaves out because its account is no longer read. `--left-out` lists it, and so does naming the account.
 */
export class LeftOut {
  private readonly filters: Pick<Filters, 'account' | 'leftOut'>;
  private readonly what: string;
  private readonly accounts: ListedAccount[] = [];
  private count = 0;

  /** @param what A word for one of what is listed: `SKC`. */
  constructor(filters: Pick<Filters, 'account' | 'leftOut'>, what: string) {
    this.filters = filters;
    this.what = what;
  }

  /**
   * The accounts that are listed, once what is left out of the others is counted.
   * @param count What would be listed of an account.
   */
  async of(
    accounts: readonly ListedAccount[],
    count: (account: ListedAccount) => AsyncIterable<unknown>,
  ): Promise<ListedAccount[]> {
    if (this.filters.leftOut === true || this.filters.account !== undefined) return [...accounts];
    for (const account of accounts) {
      if (noLongerRead(account) === undefined) continue;
      const before = this.count;
      for await (const _one of count(account)) this.count += 1;
      if (this.count > before) this.accounts.push(account);
    }
    return accounts.filter((account) => noLongerRead(account) === undefined);
  }

  /** A line for people; empty where nothing was left out. */
  line(): string {
    if (this.count === 0) return '';
    const named = this.accounts
      .slice(0, MOST_NAMED)
      .map(({ name, id, status }) => `${shownName(name || id, 40)}: ${sanitize(status, 20)}`);
    const more = this.accounts.length > MOST_NAMED ? ['…'] : [];
    return `${counted(this.count, this.what)} of ${counted(this.accounts.length, 'account')} that no run reads any more left out (${[...named, ...more].join(', ')}): --left-out lists them.\n`;
  }
}

/** A line for listings of accounts and their targets, which an account that no run reads any more has none of. */
export function unlistedAccounts(accounts: readonly Pick<ListedAccount, 'status'>[]): string {
  const count = accounts.filter((account) => noLongerRead(account) !== undefined).length;
  return count === 0
    ? ''
    : ` ${counted(count, 'account')} that no run reads any more left out: name one with --account.`;
}
