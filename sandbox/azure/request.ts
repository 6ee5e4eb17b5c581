import type { Instant } from '../../shared/model/instant.ts';
import type { AzureEstate } from '../estate/azure-estate.ts';

/** A request to one of Azure's hosts, after the check of its token. */
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

/** An operation of a host, with the account and location under which its call is recorded. */
export interface AzureOperation {
  service: string;
  operation: string;
  /** A subscription's id, or the tenant's. */
  account: string;
  /** A vault's name or `global`. */
  location: string;
  /** It would return or use secret material: the call is refused and recorded as such. */
  valueRead: boolean;
  /** The error that Azure returns when the caller lacks permission; it names the action. */
  denial(): Error;
  answer(): object;
}

/** Epoch seconds, the date format of Key Vault and Resource Manager. */
export function seconds(at: Instant | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at) / 1000;
}

/** Returns one page of a list; the token is an offset. */
export function cutPage<T>(
  all: readonly T[],
  token: string | null | undefined,
  length: number,
): { items: T[]; next: string | undefined } {
  const offset = Number(token ?? 0);
  const end = offset + length;
  return { items: all.slice(offset, end), next: end < all.length ? String(end) : undefined };
}
