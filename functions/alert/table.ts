import type { InventorySlice } from '../../shared/inventory/contract.ts';

/** An account's contacts, findings and summary, and the message log. */
export const ALERT_TABLE = [
  'account',
  'accounts',
  'contacts',
  'findings',
  'markNotified',
  'marks',
  'messages',
  'recordSummary',
  'removeContact',
  'scans',
  'seedContact',
  'sharedAddresses',
  'removeSharedAddress',
  'skcs',
  'writeFinding',
] as const;
export type AlertInventory = InventorySlice<(typeof ALERT_TABLE)[number]>;
