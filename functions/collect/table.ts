import type { InventorySlice } from '../../shared/inventory/contract.ts';

/** The SKCs, changes and scans of its targets, what long listings have named so far, and the account's name. */
export const COLLECT_TABLE = [
  'account',
  'apply',
  'discover',
  'discoverAll',
  'lastRun',
  'listedKeys',
  'recordListedKeys',
  'recordScan',
  'refresh',
  'scan',
  'skc',
  'skcsOf',
] as const;
export type CollectInventory = InventorySlice<(typeof COLLECT_TABLE)[number]>;
