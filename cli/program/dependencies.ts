import type { AccountKey } from '../../shared/model/account.ts';
import type { Audience } from '../../shared/model/audience.ts';
import type { TopicReach } from '../../shared/model/contact.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { InventoryReader } from '../../shared/inventory/contract.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ExitCode } from './exit-codes.ts';
import type { GlobalOptions } from './global-options.ts';
import type { Terminal } from '../screen/terminal.ts';

/** All that a command may touch of the world. */
export interface Dependencies {
  terminal: Terminal;
  /** The day that "in 3 d" counts from; the inventory's own, where it has one, is `Opened.now`. */
  now(): Instant;
  /** Opens the inventory that the options name; every command closes what it opened. */
  open(options: GlobalOptions, config: Config): Promise<Opened>;
  /** What the process will exit with; the gravest of several calls stands. */
  finish(code: ExitCode): void;
}

export interface Opened {
  inventory: InventoryReader;
  close(): Promise<void>;
  /** The clock of the inventory, where it is not the wall's (the sandbox has its own). */
  now?: Instant | undefined;
  /** The pure rules over an account as of another day; writes nothing. */
  judgeAt?: ((account: AccountKey, now: Instant) => Promise<Finding[]>) | undefined;
  /** What SNS says of an account's topic; undefined where there is no topic. */
  reach?: ((account: Audience) => Promise<TopicReach | undefined>) | undefined;
}
