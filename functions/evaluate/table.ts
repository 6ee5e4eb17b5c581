import type { InventorySlice } from '../../shared/inventory/contract.ts';

/** An account's SKCs, scans, marks, findings and summary. */
export const EVALUATE_TABLE = [
  'account',
  'findings',
  'lastRun',
  'marks',
  'recordSummary',
  'scans',
  'skcs',
  'writeFinding',
  'writeFirstFindings',
] as const;
export type EvaluateInventory = InventorySlice<(typeof EVALUATE_TABLE)[number]>;
