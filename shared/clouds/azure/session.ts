import type { TokenCredential } from '@azure/identity';
import { accountKey, type AccountKey } from '../../model/account.ts';
import type { Calls } from '../calls.ts';
import { answeredIn, CALL_LIMITS, type CallLimits } from '../no-answer.ts';
import { azureEndpoints, type AuthorityHost, type AzureEndpoints } from './endpoints.ts';
import { recentClients, type VaultClientClass, type VaultClientOptions } from './recent-clients.ts';
import { requestPolicies, RETRIES } from './requests.ts';
import { openRest, type AzureRest } from './rest.ts';
import { limitByHost } from './host-concurrency.ts';
import { findVaults, type Vault } from './vaults.ts';

/** A signed-in subscription or tenant, as passed to sources. Clients are created on first use. */
export interface AzureSession {
  account: AccountKey;
  /** GUID of the subscription or tenant. */
  accountId: string;
  endpoints: AzureEndpoints;
  manager: AzureRest;
  graph: AzureRest;
  /** Data-plane client of a vault, one per class and vault. @param vault The vault's name. */
  vaultClient<Client>(type: VaultClientClass<Client>, vault: string): Client;
  /**
   * Plain requests to a vault's data plane, for fields that the SDK's clients omit. @param vault The vault's name.
   */
  vaultRest(vault: string): AzureRest;
  hsmClient<Client>(type: VaultClientClass<Client>, hsm: string): Client;
  /** The subscription's vaults by name, from Resource Graph; loaded once. */
  vaults(): Promise<ReadonlyMap<string, Vault>>;
}

export interface AzureSignIn {
  credential: TokenCredential;
  authorityHost: AuthorityHost;
  calls: Calls;
  /** How long calls wait for their answers. */
  limits?: CallLimits | undefined;
}

/** Sessions of one run: one per subscription, all with the same sign-in. */
export interface AzureSessions {
  endpoints: AzureEndpoints;
  manager: AzureRest;
  graph: AzureRest;
  of(accountId: string): AzureSession;
  /** Drops all clients and cached data. */
  close(): void;
}

export function openAzureSessions(signIn: AzureSignIn): AzureSessions {
  const { authorityHost, calls, limits = CALL_LIMITS } = signIn;
  const credential = answeringCredential(signIn, limits);
  const endpoints = azureEndpoints(authorityHost);
  const manager = openRest(endpoints.manager, credential, calls, { limits });
  const graph = openRest(endpoints.graph, credential, calls, { limits });
  const hostLimit = limitByHost();
  const options: VaultClientOptions = {
    retryOptions: RETRIES,
    additionalPolicies: requestPolicies(calls, { hostLimit, limits }),
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
          hostLimit,
          limits,
        }),
      hsmClient: (type, hsm) => client(type, `https://${hsm}${endpoints.hsmSuffix}`),
      vaults() {
        vaults ??= vaultsOf(manager, accountId);
        // The next target retries a failed listing.
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

/** The SDK's sign-in has no time limit of its own. */
function answeringCredential(
  { credential, authorityHost }: Pick<AzureSignIn, 'credential' | 'authorityHost'>,
  { signInMs }: CallLimits,
): TokenCredential {
  const service = `Entra sign-in (${new URL(authorityHost).host})`;
  return {
    getToken: (scopes, options) => answeredIn(service, signInMs, credential.getToken(scopes, options)),
  };
}
