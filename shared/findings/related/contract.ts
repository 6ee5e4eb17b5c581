import type { InventoryReader } from '../../inventory/contract.ts';
import type { AccountKey } from '../../model/account.ts';
import type { Need, Related } from '../../rules/contract.ts';

/** What a loader may read; it grows with the loaders. */
export type RelatedStore = Pick<InventoryReader, 'marks'>;

/**
 * Loads one thing that is known beside SKCs. To add one: its member in `Related`, a file in this folder and a line in
 * `registry.ts`.
 */
export interface RelatedLoader {
  need: Need;
  /**
   * Reads it for a whole account, once per judging.
   * @returns what is known of one SKC, by its full id.
   */
  load(account: AccountKey, store: RelatedStore): Promise<(skcId: string) => Related>;
}
