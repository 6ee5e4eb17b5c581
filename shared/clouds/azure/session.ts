import type { TokenCredential } from '@azure/identity';
import { accountKey, type AccountKey } from '../../model/account.ts';
import type { Calls } from '../calls.ts';
import { answeredIn, CALL_LIMITS, type CallLimits } from '../no-answer.ts';
import { azureEndpoints, type AuthorityHost, type AzureEndpoints } from './endpoints.ts';
import { openRest, type AzureRest } from './rest.ts';
import { openSenders } from './sender.ts';
import { EntraSignInRefused } from './sign-in-refused.ts';
import { findVaults, type Vault } from './vaults.ts';

/** A signed-in subscription or tenant, as passed to sources. Clients are created on first use. */
export interface AzureSession {
  account: AccountKey;
  /** GUID of the subscription or tenant. */
  accountId: string;
  endpoints: AzureEndpoints;
  manager: AzureRest;
  graph: AzureRest;
  /** The data plane of a vault. @param vault The vault's name. */
  vault(vault: string): AzureRest;
  /** The data plane of a managed HSM. @param hsm Its name. */
  hsm(hsm: string): AzureRest;
  /** The subscription's vaults by name, from Resource Graph; loaded once. Names are in lower case. */
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
  const senders = openSenders(credential, calls, limits);
  const manager = openRest(endpoints.manager, senders(endpoints.manager));
  const graph = openRest(endpoints.graph, senders(endpoints.graph));
  const toVaults = senders(endpoints.vaultAudience);
  const toHsms = senders(endpoints.hsmAudience);
  const sessions = new Map<string, AzureSession>();

  function open(accountId: string): AzureSession {
    let vaults: Promise<ReadonlyMap<string, Vault>> | undefined;

    return {
      account: accountKey('azure', accountId),
      accountId,
      endpoints,
      manager,
      graph,
      vault: (name) => openRest(`https://${name}${endpoints.vaultSuffix}`, toVaults),
      hsm: (name) => openRest(`https://${name}${endpoints.hsmSuffix}`, toHsms),
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
  const { vaults } = await findVaults(manager, { subscriptions: [subscriptionId] });
  return new Map(vaults.map((vault) => [vault.name, vault]));
}

/** The SDK's sign-in has no time limit of its own. */
function answeringCredential(
  { credential, authorityHost }: Pick<AzureSignIn, 'credential' | 'authorityHost'>,
  { signInMs }: CallLimits,
): TokenCredential {
  const service = `Entra sign-in (${new URL(authorityHost).host})`;
  return {
    async getToken(scopes, options) {
      try {
        return await answeredIn(service, signInMs, credential.getToken(scopes, options));
      } catch (error) {
        throw new EntraSignInRefused(error, authorityHost);
      }
    },
  };
}
