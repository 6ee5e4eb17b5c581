import * as z from 'zod';
import type { AzureConfig } from '../../config/azure.ts';
import { accountKey, type Account } from '../../model/account.ts';
import { sorted, type RefusedEntry } from '../../clouds/azure/pages.ts';
import { queryResources } from '../../clouds/azure/resource-graph.ts';
import type { AzureRest } from '../../clouds/azure/rest.ts';

/** Source: Azure Resource Graph table reference, `ResourceContainers`; the nearest group comes first in the chain. */
const QUERY = `ResourceContainers
| where type =~ 'microsoft.resources/subscriptions'
| project id, subscriptionId, tenantId, name, state=tostring(properties.state), chain=properties.managementGroupAncestorsChain
| order by id asc`;

const shown = z.string().optional().catch(undefined);
const groupSchema = z.object({ name: z.string(), displayName: shown });
const rowSchema = z.object({
  subscriptionId: z.string().min(1).toLowerCase(),
  tenantId: shown,
  name: shown,
  state: shown,
  chain: z
    .array(z.unknown())
    .transform((groups) => sorted(groups, groupSchema).entries)
    .optional()
    .catch(undefined),
});

/** States in which a subscription's resources can no longer be read (ARM reference, `SubscriptionState`). */
const OVER = ['disabled', 'deleted'];

/** What a listing shows, and what it left out since it is not in its documented form. */
export interface FoundSubscriptions {
  accounts: Account[];
  /** By id: the tenant of each subscription that another tenant delegated to this one (Azure Lighthouse). */
  ofOtherTenants: ReadonlyMap<string, string>;
  refused: RefusedEntry[];
}

/**
 * The subscriptions visible to the reader, filtered by the configuration. A subscription named in the configuration is
 * included even if it is not visible, so that its targets record that it cannot be read. One of another tenant is
 * excluded: its vaults trust that tenant only.
 */
export async function findSubscriptions(
  manager: AzureRest,
  {
    tenantId,
    subscriptions,
    managementGroup,
  }: Pick<AzureConfig, 'tenantId' | 'subscriptions' | 'managementGroup'>,
): Promise<FoundSubscriptions> {
  const found = new Map<string, Account>();
  const ofOtherTenants = new Map<string, string>();
  const refused: RefusedEntry[] = [];
  const asked = { query: QUERY, row: rowSchema, managementGroup };
  for await (const rows of queryResources(manager, { ...asked, refused: (odd) => refused.push(...odd) }))
    for (const row of rows) {
      found.set(row.subscriptionId, accountOf(row, tenantId));
      if (isOfOther(row, tenantId)) ofOtherTenants.set(row.subscriptionId, row.tenantId ?? '');
    }
  for (const id of lower(subscriptions.include)) if (!found.has(id)) found.set(id, unseen(id));
  const accounts = [...found.values()].filter((account) => isAskedFor(account, { subscriptions }));
  return { accounts, ofOtherTenants, refused };
}

function isOfOther({ tenantId }: z.output<typeof rowSchema>, own: string): boolean {
  return tenantId !== undefined && tenantId.toLowerCase() !== own.toLowerCase();
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

function accountOf(row: z.output<typeof rowSchema>, tenantId: string): Account {
  const { subscriptionId: id, name, state, chain } = row;
  const groups = (chain ?? []).toReversed();
  const isOver = OVER.includes(state?.toLowerCase() ?? '');
  return {
    ...unseen(id),
    name: name ?? id,
    path: groups.flatMap((group) => [...new Set([group.name, group.displayName ?? group.name])]),
    status: isOver ? 'retired' : isOfOther(row, tenantId) ? 'excluded' : 'active',
  };
}

function unseen(id: string): Account {
  return { key: accountKey('azure', id), cloud: 'azure', id, name: id, path: [], status: 'active' };
}
