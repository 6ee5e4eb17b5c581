import type { AccountKey } from '../../model/account.ts';
import type { AssetListing } from './assets.ts';
import type { GcpRest } from './rest.ts';

/** What a source is given to read one project. */
export interface GcpSession {
  account: AccountKey;
  projectId: string;
  rest: GcpRest;
  /** The listing of Cloud Asset Inventory, where that is what is read. */
  assets: AssetListing | undefined;
}

/** Makes something once for a session: a listing that several locations share. A failure is made again. */
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
