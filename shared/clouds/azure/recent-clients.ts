import type { TokenCredential } from '@azure/identity';
import type { requestPolicies, RETRIES } from './requests.ts';

/** Options of every Key Vault client. */
export interface VaultClientOptions {
  retryOptions: typeof RETRIES;
  additionalPolicies: ReturnType<typeof requestPolicies>;
}

export type VaultClientClass<Client> = new (
  url: string,
  credential: TokenCredential,
  options: VaultClientOptions,
) => Client;

/** More than are read concurrently. A client takes 14 KB of heap, and there may be hundreds of vaults. */
const MAX_CACHED_VAULTS = 12;

/**
 * Creates a vault's clients on first use, one per class, and drops those of the least recently used vaults. A
 * dropped client that is still in use keeps working.
 */
export function recentClients(credential: TokenCredential, options: VaultClientOptions) {
  const byUrl = new Map<string, Map<unknown, unknown>>();

  return function client<Client>(type: VaultClientClass<Client>, url: string): Client {
    const made = byUrl.get(url) ?? new Map<unknown, unknown>();
    // A map keeps insertion order: the most recently used vault is now last.
    byUrl.delete(url);
    byUrl.set(url, made);
    const [oldest] = byUrl.keys();
    if (byUrl.size > MAX_CACHED_VAULTS && oldest !== undefined) byUrl.delete(oldest);
    const existing = made.get(type);
    if (existing instanceof type) return existing;
    const fresh = new type(url, credential, options);
    made.set(type, fresh);
    return fresh;
  };
}
