import type { AzureEstate, AzureSubscription, StorageAccountDeclaration } from '../estate/azure-estate.ts';
import { lastHappened } from '../estate/schedule.ts';
import { AzureError, noSuchPath } from './azure-error.ts';
import { hostsOf, type AzureHosts } from './hosts.ts';
import { storeOf, type Store } from './key-vault.ts';
import { cutPage, seconds, type AzureOperation, type AzureRequest, type AzureSetting } from './request.ts';
import { vaultObjectFacts } from './vault-facts.ts';

/** Azure Resource Manager: Resource Graph, and the metadata of a vault's secrets and keys. Read-only. */
export function manager(request: AzureRequest, setting: AzureSetting): AzureOperation {
  const graph =
    /\/providers\/Microsoft\.ResourceGraph\/resources$/i.test(request.path) && request.method === 'POST';
  if (graph) return resourceGraph(request, setting);
  const [, subscriptionId, vaultName, collection] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)\/(secrets|keys)$/i.exec(
      request.path,
    ) ?? [];
  const subscription = setting.estate.subscriptions.find((each) => each.id === subscriptionId);
  const vault = subscription?.vaults.find((each) => each.name === vaultName);
  if (
    request.method === 'GET' &&
    subscription !== undefined &&
    vault !== undefined &&
    collection !== undefined
  )
    return vaultAttributes(request, setting, { subscription, vault, isHsm: false }, collection);
  const listsKeys = /\/(listKeys|regenerateKey|listAccountSas|listServiceSas)$/i.test(request.path);
  const denial = () =>
    forbidden(request, listsKeys ? 'Microsoft.Storage/storageAccounts/listKeys/action' : '*/read');
  return {
    service: 'arm',
    operation: listsKeys ? 'ListKeys' : 'Unknown',
    account: subscriptionId ?? setting.estate.tenantId,
    location: 'global',
    valueRead: listsKeys,
    denial,
    answer: () => {
      throw noSuchPath(request.path);
    },
  };
}

function forbidden(request: AzureRequest, action: string): AzureError {
  return new AzureError(
    403,
    'AuthorizationFailed',
    `The client '00000000-0000-0000-0000-0000000000ca' with object id '00000000-0000-0000-0000-0000000000cb' does not have authorization to perform action '${action}' over scope '${request.path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function vaultAttributes(
  request: AzureRequest,
  { now }: AzureSetting,
  { vault, subscription }: Store,
  collection: string,
): AzureOperation {
  const denial = () => forbidden(request, `Microsoft.KeyVault/vaults/${collection}/read`);
  return {
    service: 'arm',
    operation: collection === 'secrets' ? 'ListVaultSecrets' : 'ListVaultKeys',
    account: subscription.id,
    location: vault.name,
    valueRead: false,
    denial,
    answer: () => {
      if (vault.attributesDenied === true) throw denial();
      const of = (declared: (typeof vault)['secrets'], contentType?: string) =>
        declared.flatMap((each) => {
          const facts = vaultObjectFacts(each, vault.retentionDays, now);
          if (facts === undefined || facts.deleted !== undefined) return [];
          return [
            {
              id: `${request.path}/${each.name}`,
              name: each.name,
              type: `Microsoft.KeyVault/vaults/${collection}`,
              location: vault.region,
              tags: each.tags ?? {},
              properties: {
                attributes: {
                  enabled: facts.enabled,
                  exp: seconds(facts.expiresAt),
                  created: seconds(facts.createdAt),
                  updated: seconds(facts.updatedAt),
                },
                contentType: contentType ?? each.contentType,
              },
            },
          ];
        });
      const all = [
        ...of(collection === 'secrets' ? vault.secrets : vault.keys),
        ...of(vault.certificates, collection === 'secrets' ? 'application/x-pkcs12' : undefined),
      ];
      const { items, next } = cutPage(all, request.query.get('$skiptoken'), 100);
      return {
        value: items,
        ...(next === undefined
          ? {}
          : { nextLink: `https://${request.host}${request.path}?api-version=2023-07-01&$skiptoken=${next}` }),
      };
    },
  };
}

const MOST_ROWS = 1000;

/** Answers queries that name these tables and types, and ignores other `where` clauses. */
function resourceGraph(request: AzureRequest, setting: AzureSetting): AzureOperation {
  const only = request.body['subscriptions'];
  const account = Array.isArray(only) && only.length === 1 ? String(only[0]) : setting.estate.tenantId;
  return {
    service: 'arm',
    operation: 'QueryResources',
    account,
    location: 'global',
    valueRead: false,
    denial: () => forbidden(request, 'Microsoft.ResourceGraph/resources/read'),
    answer: () => {
      const options = request.body['options'];
      const { $top, $skipToken } = (typeof options === 'object' && options !== null ? options : {}) as {
        $top?: number;
        $skipToken?: string;
      };
      const all = rows(String(request.body['query']), setting, subscriptionsOf(request, setting.estate));
      const { items, next } = cutPage(all, $skipToken, Math.min($top ?? 100, MOST_ROWS));
      return {
        totalRecords: all.length,
        count: items.length,
        resultTruncated: 'false',
        facets: [],
        data: items,
        ...(next === undefined ? {} : { $skipToken: next }),
      };
    },
  };
}

function subscriptionsOf({ body }: AzureRequest, estate: AzureEstate): AzureSubscription[] {
  const only = body['subscriptions'];
  const groups = body['managementGroups'];
  return estate.subscriptions.filter(
    (each) =>
      (!Array.isArray(only) || only.includes(each.id)) &&
      (!Array.isArray(groups) || each.managementGroups.some((group) => groups.includes(group))),
  );
}

function rows(query: string, setting: AzureSetting, subscriptions: readonly AzureSubscription[]): object[] {
  const made = /resourcecontainers/i.test(query)
    ? subscriptions.map((each) => containerRow(each, setting.estate))
    : subscriptions
        .filter((each) => each.state === 'Enabled')
        .flatMap((each) => [
          ...(/microsoft\.keyvault/i.test(query) ? vaultRows(each, hostsOf(setting.estate)) : []),
          ...(/microsoft\.storage/i.test(query)
            ? each.storageAccounts.flatMap((account) => storageRow(each, account, setting))
            : []),
        ]);
  return made.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function containerRow(subscription: AzureSubscription, { tenantId }: AzureEstate) {
  return {
    id: `/subscriptions/${subscription.id}`,
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId ?? tenantId,
    name: subscription.name,
    state: subscription.state,
    tags: subscription.tags ?? null,
    chain: subscription.managementGroups.toReversed().map((name) => ({ name, displayName: name })),
  };
}

function vaultRows(subscription: AzureSubscription, hosts: AzureHosts) {
  const stores = [
    ...subscription.vaults.map((vault) => ({ vault, isHsm: false })),
    ...subscription.hsms.map((hsm) => storeOf(subscription, hsm)),
  ];
  return stores.map(({ vault, isHsm }) => ({
    id: `/subscriptions/${subscription.id}/resourceGroups/${vault.resourceGroup}/providers/Microsoft.KeyVault/${isHsm ? 'managedHSMs' : 'vaults'}/${vault.name}`,
    name: vault.name,
    type: isHsm ? 'microsoft.keyvault/managedhsms' : 'microsoft.keyvault/vaults',
    location: vault.region,
    subscriptionId: subscription.id,
    vaultUri: isHsm ? '' : `https://${vault.name}${hosts.vaults}/`,
    hsmUri: isHsm ? `https://${vault.name}${hosts.hsms}/` : '',
    rbac: isHsm ? null : vault.access === 'rbac',
    soft: true,
    // Azure omits the property where it was never enabled.
    purge: vault.purgeProtection ? true : null,
    retention: vault.retentionDays,
    publicAccess: vault.closed === 'private' ? 'Disabled' : 'Enabled',
  }));
}

function storageRow(
  subscription: AzureSubscription,
  account: StorageAccountDeclaration,
  { now }: AzureSetting,
) {
  if (account.createdAt > now) return [];
  return [
    {
      id: `/subscriptions/${subscription.id}/resourceGroups/${account.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${account.name}`,
      name: account.name,
      type: 'microsoft.storage/storageaccounts',
      location: account.region,
      subscriptionId: subscription.id,
      tags: account.tags ?? null,
      key1: lastHappened(account.key1, now) ?? null,
      key2: lastHappened(account.key2, now) ?? null,
      policyDays: account.keyPolicyDays ?? null,
      sharedKey: account.sharedKeyAccess,
      created: account.createdAt,
    },
  ];
}
