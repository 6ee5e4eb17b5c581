import type { AccountKey } from '../../model/account.ts';
import { markSchema, type Mark } from '../../model/mark.ts';
import { entity } from '../entity.ts';
import { indexedId, markKey } from '../keys.ts';
import { operation } from '../operation.ts';
import { IF_PRESENT, type Store } from '../store.ts';

export const MARK = entity<Mark>({
  name: 'mark',
  title: 'what a person said of an SKC; one of each kind',
  partition: 'account',
  form: 'mark#<key of the SKC’s id>#<kind>',
  prefix: 'mark#',
  version: 1,
  write: 'last-writer',
  schema: markSchema,
  key: ({ account, skcId, kind }) => markKey(account, skcId, kind),
});

export const markOperations = {
  /** All marks of an account's SKCs, those that were cleared or have ended included. */
  marks: operation(['Query'], (store) => (account: AccountKey) => store.list(MARK, account)),

  /** Sets a mark in the place of the one of its kind, if there is one. */
  setMark: operation(['PutItem', 'UpdateItem'], (store) => (mark: Mark) => write(store, mark)),

  /** Takes a mark back; who did and when stay with it. @returns false if there is none of that kind. */
  clearMark: operation(
    ['UpdateItem'],
    (store) =>
      ({ account, skcId, kind, by, at, reason }: Omit<Mark, 'until' | 'value' | 'cleared'>) =>
        store.rewrite(
          MARK,
          { account, skcId: indexedId(skcId), kind, by, at, reason, cleared: true },
          IF_PRESENT,
        ),
  ),
};

async function write(store: Store, mark: Mark): Promise<void> {
  const stored = { ...mark, skcId: indexedId(mark.skcId) };
  if (!(await store.putIfAbsent(MARK, stored))) await store.rewrite(MARK, stored, IF_PRESENT);
}
