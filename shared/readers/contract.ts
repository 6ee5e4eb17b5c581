import type { Account, AccountKey, Cloud } from '../model/account.ts';
import type { PlannedAccount } from '../model/run.ts';
import type { PlannedTarget, Problem, Target } from '../model/target.ts';
import type { Source } from '../sources/contract.ts';
import type { CloudFailure } from '../model/failure.ts';

/** What planning needs from a cloud: its accounts, and what to read in each of them. */
export interface CloudFinder {
  cloud: Cloud;
  /**
   * The accounts that can be read, and what was wrong with the list if it could be read only in part.
   * @throws the cloud's error if they cannot be listed.
   */
  accounts(): Promise<{ accounts: Account[]; missing: Missing; problems?: readonly Problem[] }>;
  /** Whether the configuration includes an account that was found before. */
  wants(account: Account): boolean;
  /**
   * What to read in an account: which sources, in which regions or vaults. If that could not be determined, `problems`
   * says why and the targets are those known before, or at least one that records that the account is unreadable.
   * `moved`: targets known before that are now in another account, with all that is in them.
   */
  targets(
    account: Account,
    before: readonly PlannedTarget[],
  ): Promise<{ targets: PlannedTarget[]; problems: Problem[]; moved?: MovedTarget[] }>;
  /** The security contacts that the cloud has on record for an account. Undefined if the cloud keeps none. */
  contacts?: (account: Account) => Promise<NonNullable<PlannedAccount['found']>>;
  /** What was refused or failed, and after it what to do when the accounts could not be listed. */
  failure: (error: unknown, operation: string) => CloudFailure;
  /** The call that lists accounts, and the next step if it is refused. */
  listing: { operation: string; remedy: string };
}

/** A target that another account has taken over: a vault that was moved to another subscription. */
export interface MovedTarget extends PlannedTarget {
  to: { account: AccountKey; location: string };
}

/**
 * Why a known account may be missing from the list: `left`, if the whole organisation is listed; `hidden`, if only
 * accounts visible to the reader are listed; `not-asked-for`, if the configuration lists the accounts.
 */
export type Missing = 'left' | 'hidden' | 'not-asked-for';

/**
 * What the steps need from a cloud, including signing in and reading. One implementation per cloud, so that no bundle
 * contains another cloud's code.
 */
export interface CloudReader<Session> extends CloudFinder {
  sources: readonly Source<Session>[];
  signIn: (target: Target) => Promise<Session>;
  /** The call made to sign in: `sts:AssumeRole`. */
  signInOperation: string;
  close(): void;
}
