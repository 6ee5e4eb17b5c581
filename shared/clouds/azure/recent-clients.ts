import type { TokenCredential } from '@azure/identity';
import type { requestPolicies, RETRIES } from './requests.ts';

/** What every Key Vault client of the product is made with. */
export interface VaultClientOptions {
  retryOptions: typeof RETRIES;
  additionalPolicies: ReturnType<typeof requestPolicies>;
}

export type VaultClientClass<Client> = new (
  url: string,
  credential: TokenCredential,
  options: VaultClientOptions,
) => Client;

/** More vaults than are read at once. A client takes 14 KB of the heap, and there may be hundreds of vaults. */
const VAULTS_KEPT = 12;

/**
 * Makes a vault's clients when they are first used, one of each class, and drops those of the vaults used longest ago.
 * A client that is still in use keeps working.
 */
export function recentClients(credential: TokenCredential, options: VaultClientOptions) {
  const byUrl = new Map<string, Map<unknown, unknown>>();

  return function client<Client>(type: VaultClientClass<Client>, url: string): Client {
    const made = byUrl.get(url) ?? new Map<unknown, unknown>();
    // A map keeps the order in which its keys came: the newest is now the last.
    byUrl.delete(url);
    byUrl.set(url, made);
    const [oldest] = byUrl.keys();
    if (byUrl.size > VAULTS_KEPT && oldest !== undefined) byUrl.delete(oldest);
    const existing = made.get(type);
    if (existing instanceof type) return existing;
    const fresh = new type(url, credential, options);
    made.set(type, fresh);
    return fresh;
  };
}
