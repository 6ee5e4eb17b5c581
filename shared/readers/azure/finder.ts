import type { AzureConfig } from '../../config/azure.ts';
import { accountKey, type Account } from '../../model/account.ts';
import type { Problem } from '../../model/target.ts';
import type { AzureSource } from '../../sources/azure/azure-source.ts';
import type { PlannedTarget } from '../../model/target.ts';
import type { CloudFinder, MovedTarget } from '../contract.ts';
import { azureFailure } from '../../clouds/azure/problem.ts';
import type { AzureSessions } from '../../clouds/azure/session.ts';
import { findSubscriptions, isAskedFor } from './subscriptions.ts';
import { findVaults, type FoundVaults } from '../../clouds/azure/vaults.ts';
import { refusedProblem } from '../../sources/azure/refused-entries.ts';

/** What planning needs to know about a source, without the code that reads it. */
export type AzureScope = Pick<AzureSource, 'type' | 'per'>;

export interface AzureFinding {
  config: AzureConfig;
  sessions: AzureSessions;
  scopes: readonly AzureScope[];
}

const SUBSCRIPTIONS_READ = 'Microsoft.Resources/subscriptions/read';
const VAULTS_READ = 'Microsoft.KeyVault/vaults/read';

/**
 * Finds the subscriptions of the tenant, and the tenant itself as a separate account, which has the applications. One
 * listing returns the vaults of all subscriptions.
 */
export function azureFinder({ config, sessions, scopes }: AzureFinding): CloudFinder {
  let vaults: Promise<FoundVaults> | undefined;
  let ofOtherTenants: ReadonlyMap<string, string> = new Map();
  let oddSubscriptions: Problem[] = [];
  const allVaults = () =>
    (vaults ??= findVaults(sessions.manager, { managementGroup: config.managementGroup }));
  return {
    cloud: 'azure',
    async accounts() {
      // A vault may have been created since the last run; a failed listing is tried again.
      vaults = undefined;
      const found = await findSubscriptions(sessions.manager, config);
      ofOtherTenants = found.ofOtherTenants;
      oddSubscriptions =
        found.refused.length === 0 ? [] : [refusedProblem(SUBSCRIPTIONS_READ, found.refused)];
      const accounts = [tenantAccount(config), ...found.accounts].filter(
        ({ id }) => config.entra || id !== config.tenantId.toLowerCase(),
      );
      // A missing subscription may only be hidden from the reader, so its absence proves nothing.
      return { accounts, missing: 'hidden' };
    },
    wants: (account) =>
      account.id === config.tenantId.toLowerCase() ? config.entra : isAskedFor(account, config),
    async targets(account, before) {
      if (account.id === config.tenantId.toLowerCase())
        return { targets: once(scopes, 'tenant'), problems: [] };
      const tenant = ofOtherTenants.get(account.id);
      if (tenant !== undefined) return { targets: [], problems: [otherTenant(tenant)] };
      const found = await subscriptionTargets(account, before, scopes, allVaults);
      return { ...found, problems: [...oddSubscriptions, ...found.problems] };
    },
    failure: azureFailure,
    listing: {
      operation: SUBSCRIPTIONS_READ,
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

/** Delegated by another tenant (Azure Lighthouse). */
function otherTenant(tenant: string): Problem {
  return {
    operation: SUBSCRIPTIONS_READ,
    code: 'OtherTenant',
    kind: 'failed',
    message: `Not read: the subscription belongs to the tenant ${tenant}, whose vaults do not trust this one.`,
    remedy: 'Read it from its own tenant, or leave it out with azure.subscriptions.exclude.',
  };
}

async function subscriptionTargets(
  account: Account,
  before: readonly PlannedTarget[],
  scopes: readonly AzureScope[],
  allVaults: () => Promise<FoundVaults>,
): Promise<{ targets: PlannedTarget[]; problems: Problem[]; moved?: MovedTarget[] }> {
  const everywhere = once(scopes, 'subscription');
  try {
    const { vaults, refused } = await allVaults();
    const holders = new Map(vaults.map(({ name, subscriptionId }) => [name, subscriptionId]));
    const moved: MovedTarget[] = [];
    const targets = scopes.flatMap(({ type, per }) => {
      if (per !== 'vault' && per !== 'managed-hsm') return [];
      const own = vaults.filter((vault) => vault.kind === per && vault.subscriptionId === account.id);
      const found = own.map(({ name }) => name);
      // By its name in lower case; the table of an earlier release may spell it otherwise.
      const locations = new Map<string, string>(found.map((name) => [name, name]));
      for (const { source, location } of before) {
        if (source !== type) continue;
        const holder = holders.get(location.toLowerCase());
        // A known vault that is no longer listed is planned anyway, so that its scan records that it cannot be reached.
        if (holder === undefined || holder === account.id) locations.set(location.toLowerCase(), location);
        else
          moved.push({
            location,
            source: type,
            to: { account: accountKey('azure', holder), location: location.toLowerCase() },
          });
      }
      return [...locations.values()].map((location) => ({ location, source: type }));
    });
    const odd = refused.filter(({ id }) => id === undefined || id.toLowerCase().includes(account.id));
    const problems = odd.length === 0 ? [] : [refusedProblem(VAULTS_READ, odd)];
    return { targets: [...everywhere, ...targets], problems, ...(moved.length === 0 ? {} : { moved }) };
  } catch (error) {
    const { problem } = azureFailure(error, VAULTS_READ);
    const known = before.filter(({ source }) => !everywhere.some((target) => target.source === source));
    return { targets: [...everywhere, ...known], problems: [problem] };
  }
}

function once(scopes: readonly AzureScope[], per: AzureScope['per']): PlannedTarget[] {
  return scopes
    .filter((scope) => scope.per === per)
    .map(({ type }) => ({ location: 'global', source: type }));
}
