import type { InventorySlice } from '../../shared/inventory/contract.ts';

/** An account's contacts, findings and summary, and the message log. */
export const ALERT_TABLE = [
  'account',
  'contacts',
  'findings',
  'lastRun',
  'markNotified',
  'messages',
  'recordSummary',
  'removeContact',
  'scans',
  'seedContact',
  'sharedAddresses',
  'skc',
  'writeFinding',
] as const;
export type AlertInventory = InventorySlice<(typeof ALERT_TABLE)[number]>;

/** Messages over several accounts, which the last step sends, take all accounts and forget addresses as well. */
export const SEVERAL_ACCOUNTS_TABLE = [...ALERT_TABLE, 'accounts', 'removeSharedAddress'] as const;
export type SeveralAccountsInventory = InventorySlice<(typeof SEVERAL_ACCOUNTS_TABLE)[number]>;
