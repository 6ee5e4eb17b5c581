import type { TokenCredential } from '@azure/identity';
import { accountKey, type AccountKey } from '../../model/account.ts';
import type { Calls } from '../calls.ts';
import { azureEndpoints, type AuthorityHost, type AzureEndpoints } from './endpoints.ts';
import { recentClients, type VaultClientClass, type VaultClientOptions } from './recent-clients.ts';
import { requestPolicies, RETRIES } from './requests.ts';
import { openRest, type AzureRest } from './rest.ts';
import { turnsByHost } from './host-concurrency.ts';
import { findVaults, type Vault } from './vaults.ts';

/** What a source is given to read one subscription, or the tenant: signed-in clients, made when first used. */
export interface AzureSession {
  account: AccountKey;
  /** A subscription's GUID, or the tenant's. */
  accountId: string;
  endpoints: AzureEndpoints;
  manager: AzureRest;
  graph: AzureRest;
  /** A client of a vault's data plane, one for each class and vault while it is read. @param vault A vault's name. */
  vaultClient<Client>(type: VaultClientClass<Client>, vault: string): Client;
  /** A vault's data plane by plain requests, for what its clients hide. @param vault A vault's name. */
  vaultRest(vault: string): AzureRest;
  hsmClient<Client>(type: VaultClientClass<Client>, hsm: string): Client;
  /** The vaults of the subscription by name, as Resource Graph describes them; asked for once. */
  vaults(): Promise<ReadonlyMap<string, Vault>>;
}

export interface AzureSignIn {
  credential: TokenCredential;
  authorityHost: AuthorityHost;
  calls: Calls;
}

/** Sessions of one run: one for each subscription, all with the same sign-in. */
export interface AzureSessions {
  endpoints: AzureEndpoints;
  manager: AzureRest;
  graph: AzureRest;
  of(accountId: string): AzureSession;
  /** Forgets clients and what was read once. */
  close(): void;
}

export function openAzureSessions({ credential, authorityHost, calls }: AzureSignIn): AzureSessions {
  const endpoints = azureEndpoints(authorityHost);
  const manager = openRest(endpoints.manager, credential, calls);
  const graph = openRest(endpoints.graph, credential, calls);
  const turns = turnsByHost();
  const options: VaultClientOptions = {
    retryOptions: RETRIES,
    additionalPolicies: requestPolicies(calls, turns),
  };
  const client = recentClients(credential, options);
  const sessions = new Map<string, AzureSession>();

  function open(accountId: string): AzureSession {
    let vaults: Promise<ReadonlyMap<string, Vault>> | undefined;

    return {
      account: accountKey('azure', accountId),
      accountId,
      endpoints,
      manager,
      graph,
      vaultClient: (type, vault) => client(type, `https://${vault}${endpoints.vaultSuffix}`),
      vaultRest: (vault) =>
        openRest(`https://${vault}${endpoints.vaultSuffix}`, credential, calls, {
          audience: endpoints.vaultAudience,
          turns,
        }),
      hsmClient: (type, hsm) => client(type, `https://${hsm}${endpoints.hsmSuffix}`),
      vaults() {
        vaults ??= vaultsOf(manager, accountId);
        // A failed listing is tried again by the next target.
        vaults.catch(() => (vaults = undefined));
        return vaults;
      },
    };
  }

  return {
    endpoints,
    manager,
    graph,
    of(accountId) {
      const existing = sessions.get(accountId);
      if (existing !== undefined) return existing;
      const opened = open(accountId);
      sessions.set(accountId, opened);
      return opened;
    },
    close: () => sessions.clear(),
  };
}

async function vaultsOf(manager: AzureRest, subscriptionId: string): Promise<ReadonlyMap<string, Vault>> {
  const found = await findVaults(manager, { subscriptions: [subscriptionId] });
  return new Map(found.map((vault) => [vault.name, vault]));
}
