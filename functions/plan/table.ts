import type { InventorySlice } from '../../shared/inventory/contract.ts';

/** The accounts' items, and the addresses that several accounts name. */
export const PLAN_TABLE = [
  'accounts',
  'lastRun',
  'moveTarget',
  'planAccount',
  'putSharedAddress',
  'sharedAddresses',
  'targets',
] as const;
export type PlanInventory = InventorySlice<(typeof PLAN_TABLE)[number]>;
