import type { ConfigWarning } from '../../shared/config/warnings.ts';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import type { PlannedTarget } from '../../shared/model/target.ts';

/** An account with what a run must read in it. */
export interface KnownAccount {
  account: ListedAccount;
  targets: readonly PlannedTarget[];
}

/** Looks for something in every SKC of an inventory, one at a time: an organisation may have hundreds of thousands. */
export interface Search {
  /** Whether there is anything to look for. */
  asks: boolean;
  see(skc: StoredSkc): void;
  /** What was not found, after the last SKC. */
  warnings(): ConfigWarning[];
}
