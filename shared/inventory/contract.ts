import type { Damage } from './damage.ts';
import type { OPERATIONS } from './entities/registry.ts';
import type { Opened } from './operation.ts';

export type { InventoriedAccount, ListedAccount } from './entities/account.ts';
export type { DamagedItem } from './damage.ts';

/** Names an operation on the table: what a step asks for, and what its role is granted from. */
export type OperationName = keyof typeof OPERATIONS;

/** All operations on the table, and what could not be read since it was opened. */
export type Inventory = Opened<typeof OPERATIONS> & Damage;

/** Some of the operations: what a step receives. */
export type InventorySlice<Name extends OperationName> = Pick<Opened<typeof OPERATIONS>, Name> & Damage;

/** What a reader of the inventory needs. Every iterable reads its pages as they are asked for. */
export type InventoryReader = InventorySlice<
  | 'account'
  | 'accounts'
  | 'changesOn'
  | 'contacts'
  | 'findings'
  | 'history'
  | 'lastRun'
  | 'marks'
  | 'message'
  | 'scan'
  | 'scans'
  | 'sentMessages'
  | 'sharedAddresses'
  | 'skc'
  | 'skcs'
  | 'skcsOf'
  | 'targets'
>;
