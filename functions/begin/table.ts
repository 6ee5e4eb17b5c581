import type { InventorySlice } from '../../shared/inventory/contract.ts';

/** The lock and the run's item. */
export const BEGIN_TABLE = ['lastRun', 'startRun', 'takeRunLock'] as const;
export type BeginInventory = InventorySlice<(typeof BEGIN_TABLE)[number]>;
