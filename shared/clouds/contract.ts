import type { Account, Cloud } from '../model/account.ts';
import type { Problem, Target } from '../model/target.ts';
import type { Source } from '../sources/contract.ts';
import type { CloudFailure } from './failure.ts';

/**
 * What the steps need of a cloud: to find its accounts, to know what of each must be read, to sign in, and to tell a
 * refusal from a failure. One implementation a cloud, so that no bundle carries another cloud's code.
 */
export interface CloudReader<Session> {
  cloud: Cloud;
  sources: readonly Source<Session>[];
  /**
   * The accounts that may be read. `whole` says that an account missing from them has left the organisation.
   * @throws the cloud's error when they cannot be listed.
   */
  accounts(): Promise<{ accounts: Account[]; whole: boolean }>;
  /**
   * What must be read of an account: which sources, in which regions or vaults. What kept it from knowing stands in
   * `problems`; then the targets are the ones known before, or the least that says that the account is unreadable.
   */
  targets(
    account: Account,
    before: readonly PlannedTarget[],
  ): Promise<{ targets: PlannedTarget[]; problems: Problem[] }>;
  signIn: (target: Target) => Promise<Session>;
  failure: (error: unknown, operation: string) => CloudFailure;
  close(): void;
}

export type PlannedTarget = Pick<Target, 'location' | 'source'>;
