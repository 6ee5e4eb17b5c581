import { diskGoal, doubleGoals, listingGoal, memoryGoal, verifyingGoal, type Goal } from '../goals.ts';
import type { Size } from '../size.ts';

/** The estates that are measured. */
export interface GcpSizes {
  byServices: Size;
  byInventory: Size;
  /** By Cloud Asset Inventory; the second has twice as many SKCs. */
  large: readonly [Size, Size];
}

export function gcpGoals({ byServices, byInventory, large }: GcpSizes): Goal[] {
  return [
    listingGoal('SKCs by Cloud Asset Inventory', 'all', 20, [byInventory, ...large]),
    listingGoal('SKCs by the services', 'all', 1050, [byServices]),
    verifyingGoal([byInventory, ...large]),
    memoryGoal(140, large),
    diskGoal(300, large),
    ...doubleGoals(...large),
  ];
}
