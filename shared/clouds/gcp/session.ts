import type { AccountKey } from '../../model/account.ts';
import type { AssetListing } from './assets.ts';
import type { GcpRest } from './rest.ts';

/** A signed-in project, as passed to sources. */
export interface GcpSession {
  account: AccountKey;
  projectId: string;
  rest: GcpRest;
  /** The Cloud Asset Inventory listing, if the configuration reads from it. */
  assets: AssetListing | undefined;
}

/** Computes something once per session, such as a listing shared by several locations. A failure is not cached. */
export function perSession<T>(
  make: (session: GcpSession) => Promise<T>,
): (session: GcpSession) => Promise<T> {
  const made = new WeakMap<GcpSession, Promise<T>>();
  return (session) => {
    const existing = made.get(session);
    if (existing !== undefined) return existing;
    const making = make(session);
    made.set(session, making);
    making.catch(() => made.delete(session));
    return making;
  };
}
