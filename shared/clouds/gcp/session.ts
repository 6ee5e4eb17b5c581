import type { AccountKey } from '../../model/account.ts';
import type { AssetListing } from './assets.ts';
import type { GcpRest } from './rest.ts';

/** A signed-in project, as passed to sources for one target. */
export interface GcpSession {
  account: AccountKey;
  projectId: string;
  /** With a budget of retries for the target. */
  rest: GcpRest;
  /** The same for all targets of the project: what {@link perProject} results belong to. */
  project: object;
  /** The Cloud Asset Inventory listing, if the configuration reads from it. */
  assets: AssetListing | undefined;
}

/** Computes something once per project, such as a listing shared by several locations. A failure is not cached. */
export function perProject<T>(
  make: (session: GcpSession) => Promise<T>,
): (session: GcpSession) => Promise<T> {
  const made = new WeakMap<object, Promise<T>>();
  return (session) => {
    const existing = made.get(session.project);
    if (existing !== undefined) return existing;
    const making = make(session);
    made.set(session.project, making);
    making.catch(() => made.delete(session.project));
    return making;
  };
}
