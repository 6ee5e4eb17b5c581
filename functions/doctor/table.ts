import type { InventorySlice } from '../../shared/inventory/contract.ts';

/** When the last run was. */
export const DOCTOR_TABLE = ['lastRun'] as const;
export type DoctorInventory = InventorySlice<(typeof DOCTOR_TABLE)[number]>;
