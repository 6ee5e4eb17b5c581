import type { InventorySlice } from '../../shared/inventory/contract.ts';
import { ALERT_TABLE } from '../alert/table.ts';

/** What the organisation's message needs, the run's item and the lock. */
export const FINISH_TABLE = [...ALERT_TABLE, 'finishRun', 'releaseRunLock'] as const;
export type FinishInventory = InventorySlice<(typeof FINISH_TABLE)[number]>;
