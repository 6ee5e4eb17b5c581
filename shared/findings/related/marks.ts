import { indexedId } from '../../inventory/keys.ts';
import type { Mark } from '../../model/mark.ts';
import type { RelatedLoader } from './contract.ts';

/** What people said of an account's SKCs, marks that were cleared or have ended included. */
export const marks: RelatedLoader = {
  need: 'marks',
  async load(account, store) {
    const bySkc = new Map<string, Mark[]>();
    for await (const mark of store.marks(account))
      bySkc.set(mark.skcId, [...(bySkc.get(mark.skcId) ?? []), mark]);
    return (skcId) => ({ marks: bySkc.get(indexedId(skcId)) ?? [] });
  },
};
