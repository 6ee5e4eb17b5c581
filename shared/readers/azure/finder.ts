import type { AzureConfig } from '../../config/azure.ts';
import { accountKey, type Account } from '../../model/account.ts';
import type { Problem } from '../../model/target.ts';
import type { AzureSource } from '../../sources/azure/azure-source.ts';
import type { PlannedTarget } from '../../model/target.ts';
import type { CloudFinder } from '../contract.ts';
import { azureFailure } from '../../clouds/azure/problem.ts';
import type { AzureSessions } from '../../clouds/azure/session.ts';
import { findSubscriptions, isAskedFor } from './subscriptions.ts';
import { findVaults, type Vault } from '../../clouds/azure/vaults.ts';

/** What planning needs to know about a source, without the code that reads it. */
export type AzureScope = Pick<AzureSource, 'type' | 'per'>;

export interface AzureFinding {
  config: AzureConfig;
  sessions: AzureSessions;
  scopes: readonly AzureScope[];
}

/**
 * Finds the subscriptions of the tenant, and the tenant itself as a separate account, which has the applications. One
 * listing returns the vaults of all subscriptions.
 */
export function azureFinder({ config, sessions, scopes }: AzureFinding): CloudFinder {
  let vaults: Promise<readonly Vault[]> | undefined;
  const allVaults = () =>
    (vaults ??= findVaults(sessions.manager, { managementGroup: config.managementGroup }));
  return {
    cloud: 'azure',
    async accounts() {
      // A vault may have been created since the last run; a failed listing is tried again.
      vaults = undefined;
      const found = await findSubscriptions(sessions.manager, config);
      // A missing subscription may only be hidden from the reader, so its absence proves nothing.
      return { accounts: config.entra ? [tenantAccount(config), ...found] : found, missing: 'hidden' };
    },
    wants: (account) =>
      account.id === config.tenantId.toLowerCase() ? config.entra : isAskedFor(account, config),
    async targets(account, before) {
      if (account.id === config.tenantId.toLowerCase())
        return { targets: once(scopes, 'tenant'), problems: [] };
      return subscriptionTargets(account, before, scopes, allVaults);
    },
    failure: azureFailure,
    listing: {
      operation: 'Microsoft.Resources/subscriptions/read',
      remedy:
        'Sign in to Azure first (`az login --tenant <azure.tenantId>`), or see `skc connect azure` for deployed functions.',
    },
  };
}

function tenantAccount({ tenantId }: AzureConfig): Account {
  const id = tenantId.toLowerCase();
  return {
    key: accountKey('azure', id),
    cloud: 'azure',
    id,
    name: 'Entra tenant',
    path: [],
    status: 'active',
  };
}

async function subscriptionTargets(
  account: Account,
  before: readonly PlannedTarget[],
  scopes: readonly AzureScope[],
  allVaults: () => Promise<readonly Vault[]>,
): Promise<{ targets: PlannedTarget[]; problems: Problem[] }> {
  const everywhere = once(scopes, 'subscription');
  try {
    const own = (await allVaults()).filter(
      ({ subscriptionId }) => subscriptionId.toLowerCase() === account.id,
    );
    const targets = scopes.flatMap(({ type, per }) => {
      if (per !== 'vault' && per !== 'managed-hsm') return [];
      const found = own.filter(({ kind }) => kind === per).map(({ name }) => name);
      // A known vault that is no longer listed is planned anyway, so that its scan records that it cannot be reached.
      const known = before.filter(({ source }) => source === type).map(({ location }) => location);
      return [...new Set([...found, ...known])].map((location) => ({ location, source: type }));
    });
    return { targets: [...everywhere, ...targets], problems: [] };
  } catch (error) {
    const { problem } = azureFailure(error, 'Microsoft.KeyVault/vaults/read');
    const known = before.filter(({ source }) => !everywhere.some((target) => target.source === source));
    return { targets: [...everywhere, ...known], problems: [problem] };
  }
}

function once(scopes: readonly AzureScope[], per: AzureScope['per']): PlannedTarget[] {
  return scopes
    .filter((scope) => scope.per === per)
    .map(({ type }) => ({ location: 'global', source: type }));
}
