import type { InventorySlice } from '../../shared/inventory/contract.ts';
import { SEVERAL_ACCOUNTS_TABLE } from '../alert/table.ts';

/** What the organisation's message needs, the run's item and the lock. */
export const FINISH_TABLE = [...SEVERAL_ACCOUNTS_TABLE, 'finishRun', 'releaseRunLock'] as const;
export type FinishInventory = InventorySlice<(typeof FINISH_TABLE)[number]>;
