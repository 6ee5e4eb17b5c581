import type { Config } from '../../shared/config/schema.ts';
import type { ConfigWarning } from '../../shared/config/warnings.ts';
import type { InventoryReader } from '../../shared/inventory/contract.ts';
import { accountWarnings } from './account-checks.ts';
import { exclusionSearch } from './exclusion-checks.ts';
import type { KnownAccount } from './search.ts';
import type { Known } from './static-checks.ts';
import { tagSearch } from './tag-checks.ts';
import { targetWarnings } from './target-checks.ts';

/**
 * What of a configuration matches nothing in an inventory that it was read with: accounts, regions, names, tags. Reads
 * accounts and targets, and SKCs only where the configuration names something of theirs.
 * @returns nothing where nothing was read yet.
 */
export async function storedWarnings(
  config: Config,
  inventory: Pick<InventoryReader, 'accounts' | 'skcs' | 'targets'>,
  known: Known,
): Promise<ConfigWarning[]> {
  const read: KnownAccount[] = [];
  for (const account of await inventory.accounts())
    read.push({ account, targets: await inventory.targets(account) });
  if (read.every(({ targets }) => targets.length === 0)) return [];
  const searches = [exclusionSearch(config, read, known), tagSearch(config, known)];
  if (searches.some(({ asks }) => asks))
    for (const { account } of read)
      for await (const skc of inventory.skcs(account.key))
        if (skc.absentAt === undefined) for (const search of searches) search.see(skc);
  return [
    ...accountWarnings(config, read),
    ...targetWarnings(config, read),
    ...searches.flatMap((search) => search.warnings()),
  ];
}
