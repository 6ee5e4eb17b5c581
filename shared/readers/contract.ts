import type { Account, Cloud } from '../model/account.ts';
import type { PlannedAccount } from '../model/run.ts';
import type { Problem, Target } from '../model/target.ts';
import type { Source } from '../sources/contract.ts';
import type { CloudFailure } from '../model/failure.ts';

/** What planning needs of a cloud: to find its accounts, and to know what of each must be read. */
export interface CloudFinder {
  cloud: Cloud;
  /**
   * The accounts that may be read.
   * @throws the cloud's error when they cannot be listed.
   */
  accounts(): Promise<{ accounts: Account[]; missing: Missing }>;
  /** Whether the configuration asks for an account that was found before. */
  wants(account: Account): boolean;
  /**
   * What must be read of an account: which sources, in which regions or vaults. What kept it from knowing stands in
   * `problems`; then the targets are the ones known before, or the least that says that the account is unreadable.
   */
  targets(
    account: Account,
    before: readonly PlannedTarget[],
  ): Promise<{ targets: PlannedTarget[]; problems: Problem[] }>;
  /** Whom the cloud itself names as an account's security contact; absent where it names nobody. */
  contacts?: (account: Account) => Promise<NonNullable<PlannedAccount['found']>>;
  /** What was refused or failed, and after it what to do when the accounts could not be listed. */
  failure: (error: unknown, operation: string) => CloudFailure;
  /** The call that lists accounts, and the next step when it is refused. */
  listing: { operation: string; remedy: string };
}

/**
 * What an account known from before that is not among those found has done: `left` where the whole organisation is
 * listed; perhaps only `hidden` where what is listed is what the reader may see; `not-asked-for` where the list is one
 * that people wrote.
 */
export type Missing = 'left' | 'hidden' | 'not-asked-for';

/**
 * What the steps need of a cloud: also to sign in and to read. One implementation a cloud, so that no bundle carries
 * another cloud's code.
 */
export interface CloudReader<Session> extends CloudFinder {
  sources: readonly Source<Session>[];
  signIn: (target: Target) => Promise<Session>;
  /** The call that signing in makes: `sts:AssumeRole`. */
  signInOperation: string;
  close(): void;
}

export type PlannedTarget = Pick<Target, 'location' | 'source'>;
