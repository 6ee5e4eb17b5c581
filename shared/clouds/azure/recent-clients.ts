import type { TokenCredential } from '@azure/identity';
import type { VaultClientClass, VaultClientOptions } from './session.ts';

/** More vaults than are read at once. A client takes 14 KB of the heap, and there may be hundreds of vaults. */
const VAULTS_KEPT = 12;

/**
 * Makes a vault's clients when they are first asked for, one of each class, and forgets those of the vaults that were
 * asked for longest ago: who still reads one goes on with it.
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
