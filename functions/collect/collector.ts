import type { CloudReader } from '../../shared/readers/contract.ts';
import type { CollectInventory } from './table.ts';
import type { Cloud } from '../../shared/model/account.ts';
import type { RuleSettings } from '../../shared/rules/contract.ts';
import type { TagSettings } from './tags.ts';
import type { ListingBudget } from './listing.ts';
import { collect, type Collected, type CollectInput } from './collect.ts';

/** Collects targets of one cloud. Hides the cloud's session type from callers. */
export interface Collector {
  cloud: Cloud;
  /** @throws errors of the table; errors of the cloud become the scan's outcome. */
  collect(
    input: CollectInput,
    store: {
      inventory: CollectInventory;
      ruleSettings: RuleSettings;
      tags?: TagSettings | undefined;
      graceDays?: number | undefined;
      hasTime?: (() => boolean) | undefined;
      listingBudget?: ListingBudget | undefined;
    },
  ): Promise<Collected>;
}

export function collectorOf<Session>(
  reader: Pick<CloudReader<Session>, 'cloud' | 'sources' | 'signIn' | 'signInOperation' | 'failure'>,
): Collector {
  const { cloud, sources, signIn, signInOperation, failure } = reader;
  return {
    cloud,
    async collect(input, store) {
      const source = sources.find((each) => each.type === input.target.source);
      if (source === undefined)
        throw new Error(`The plan names ${input.target.source}, but this version has no such source.`);
      return collect(input, { ...store, source, signIn, signInOperation, failure });
    },
  };
}
