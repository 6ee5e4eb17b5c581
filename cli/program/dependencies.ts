import type { AccountKey } from '../../shared/model/account.ts';
import type { Audience } from '../../shared/model/audience.ts';
import type { TopicSubscriptions } from '../../shared/model/contact.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { InventoryReader, InventorySlice } from '../../shared/inventory/contract.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ExitCode } from './exit-codes.ts';
import type { GlobalOptions } from './global-options.ts';
import type { Terminal } from '../screen/terminal.ts';

/** Everything outside the command line that a command may use. */
export interface Dependencies {
  terminal: Terminal;
  /** The instant that "in 3 d" counts from, unless the inventory has its own clock (`Opened.now`). */
  now(): Instant;
  /** Opens the inventory that the options name; every command closes what it opened. */
  open(options: GlobalOptions, config: Config): Promise<Opened>;
  /** Sets the exit code; of several calls, the most serious wins. */
  finish(code: ExitCode): void;
}

export interface Opened {
  inventory: InventoryReader;
  /** Which inventory this is, for the foot of every listing: `your own accounts in .skc/own`. */
  place?: string | undefined;
  /** What `skc mark` writes; undefined if the inventory can only be read. */
  marking?: InventorySlice<'setMark' | 'clearMark' | 'recordScan'> | undefined;
  close(): Promise<void>;
  /** The clock of the inventory, if it is not the system's (the sandbox has its own). */
  now?: Instant | undefined;
  /** Evaluates the rules for an account as of another day; writes nothing. */
  judgeAt?: ((account: AccountKey, now: Instant) => Promise<Finding[]>) | undefined;
  /** The subscriptions of an account's topic as SNS reports them; undefined if there is no topic. */
  subscriptions?: ((account: Audience) => Promise<TopicSubscriptions | undefined>) | undefined;
}
