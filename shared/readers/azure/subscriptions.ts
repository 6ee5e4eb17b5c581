import * as z from 'zod';
import type { AzureConfig } from '../../config/azure.ts';
import { accountKey, type Account } from '../../model/account.ts';
import { queryResources } from '../../clouds/azure/resource-graph.ts';
import type { AzureRest } from '../../clouds/azure/rest.ts';

/** Source: Azure Resource Graph table reference, `ResourceContainers`; the nearest group comes first in the chain. */
const QUERY = `ResourceContainers
| where type =~ 'microsoft.resources/subscriptions'
| project id, subscriptionId, name, state=tostring(properties.state), chain=properties.managementGroupAncestorsChain
| order by id asc`;

const rowSchema = z.object({
  subscriptionId: z.string().min(1),
  name: z.string().nullish(),
  state: z.string().nullish(),
  chain: z.array(z.object({ name: z.string(), displayName: z.string().nullish() })).nullish(),
});

/** States in which a subscription's resources can no longer be read (ARM reference, `SubscriptionState`). */
const OVER = ['disabled', 'deleted'];

/**
 * The subscriptions visible to the reader, filtered by the configuration. A subscription named in the configuration is
 * included even if it is not visible, so that its targets record that it cannot be read.
 */
export async function findSubscriptions(
  manager: AzureRest,
  { subscriptions, managementGroup }: Pick<AzureConfig, 'subscriptions' | 'managementGroup'>,
): Promise<Account[]> {
  const found = new Map<string, Account>();
  for await (const rows of queryResources(manager, { query: QUERY, managementGroup }, rowSchema))
    for (const row of rows) found.set(row.subscriptionId.toLowerCase(), accountOf(row));
  for (const id of lower(subscriptions.include)) if (!found.has(id)) found.set(id, unseen(id));
  return [...found.values()].filter((account) => isAskedFor(account, { subscriptions }));
}

/** Whether the configuration includes a subscription. */
export function isAskedFor(
  { id }: Pick<Account, 'id'>,
  { subscriptions: { include, exclude } }: Pick<AzureConfig, 'subscriptions'>,
): boolean {
  return (include.length === 0 || lower(include).includes(id)) && !lower(exclude).includes(id);
}

function lower(ids: readonly string[]): string[] {
  return ids.map((id) => id.toLowerCase());
}

function accountOf({ subscriptionId, name, state, chain }: z.output<typeof rowSchema>): Account {
  const id = subscriptionId.toLowerCase();
  const groups = (chain ?? []).toReversed();
  return {
    ...unseen(id),
    name: name ?? id,
    path: groups.flatMap((group) => [...new Set([group.name, group.displayName ?? group.name])]),
    status: OVER.includes(state?.toLowerCase() ?? '') ? 'retired' : 'active',
  };
}

function unseen(id: string): Account {
  return { key: accountKey('azure', id), cloud: 'azure', id, name: id, path: [], status: 'active' };
}
