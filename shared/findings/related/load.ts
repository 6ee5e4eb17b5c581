import type { AccountKey } from '../../model/account.ts';
import type { Need, Related } from '../../rules/contract.ts';
import type { RelatedLoader, RelatedStore } from './contract.ts';

/** What is known beside an SKC: only what the needs name. */
export type RelatedTo = (skcId: string, needs: readonly Need[]) => Related;

/**
 * Loads what is needed of an account and nothing else.
 * @throws when a need has no loader; the returned function throws when it is asked for what was not loaded.
 */
export async function loadRelated(
  account: AccountKey,
  needs: ReadonlySet<Need>,
  store: RelatedStore,
  loaders: readonly RelatedLoader[],
): Promise<RelatedTo> {
  const loaded = new Map<Need, (skcId: string) => Related>();
  for (const need of needs) {
    const loader = loaders.find((each) => each.need === need);
    if (loader === undefined)
      throw new Error(`Nothing loads ${need}: add its loader to shared/findings/related/registry.ts.`);
    loaded.set(need, await loader.load(account, store));
  }
  return (skcId, wanted) => {
    let related: Related = {};
    for (const need of wanted) {
      const look = loaded.get(need);
      if (look === undefined) throw new Error(`${need} was not loaded for ${account}.`);
      related = { ...related, ...look(skcId) };
    }
    return related;
  };
}
