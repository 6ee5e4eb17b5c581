import type { Instant } from '../../shared/model/instant.ts';
import type { AzureEstate } from '../estate/azure-estate.ts';

/** A request to one of Azure's hosts, its token checked. */
export interface AzureRequest {
  method: string;
  host: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

export interface AzureSetting {
  estate: AzureEstate;
  now: Instant;
}

/** Who answers at a host: names the operation, the account and location that it is recorded under, and answers. */
export interface AzureOperation {
  service: string;
  operation: string;
  /** A subscription's id, or the tenant's. */
  account: string;
  /** A vault's name or `global`. */
  location: string;
  /** It would have returned or used secret material: refused, and recorded so. */
  valueRead: boolean;
  /** What Azure says when the caller may not; names the action. */
  denial(): Error;
  answer(): object;
}

/** Epoch seconds, as Key Vault and Resource Manager give dates. */
export function seconds(at: Instant | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at) / 1000;
}

/** Cuts one page of what a list holds; the token is an offset. */
export function cutPage<T>(
  all: readonly T[],
  token: string | null | undefined,
  length: number,
): { items: T[]; next: string | undefined } {
  const offset = Number(token ?? 0);
  const end = offset + length;
  return { items: all.slice(offset, end), next: end < all.length ? String(end) : undefined };
}
