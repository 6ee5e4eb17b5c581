import type * as z from 'zod';
import type { AccountKey } from '../../model/account.ts';
import { plannedAccountSchema, standingSchema, type PlannedAccount, type Standing } from '../../model/run.ts';
import { canonical } from '../diff.ts';
import { entity } from '../entity.ts';
import { accountItemKey, ORGANISATION } from '../keys.ts';
import { operation } from '../operation.ts';
import { IF_PRESENT, type Store } from '../store.ts';

const inventoriedAccountSchema = plannedAccountSchema.extend({
  standing: standingSchema.optional().describe('how it was after the last run that evaluated it'),
});

/** An account as the table keeps it: planned, and how it was after the last run that evaluated it. */
export type InventoriedAccount = z.infer<typeof inventoriedAccountSchema>;

export const ACCOUNT = entity<InventoriedAccount>({
  name: 'account',
  title: 'an account as it was planned last, and its standing after the last run',
  partition: 'organisation',
  form: 'account#<cloud>#<id>',
  prefix: 'account#',
  version: 1,
  write: 'last-writer',
  schema: inventoriedAccountSchema,
  key: ({ key }) => accountItemKey(key),
});

export const accountOperations = {
  accounts: operation(['Query'], (store) => async () => {
    const accounts: InventoriedAccount[] = [];
    for await (const account of store.list(ACCOUNT, ORGANISATION)) accounts.push(account);
    return accounts;
  }),

  account: operation(['GetItem'], (store) => (key: AccountKey) => store.get(ACCOUNT, accountItemKey(key))),

  /** Writes the plan of an account if it differs from the stored one. */
  planAccount: operation(
    ['GetItem', 'PutItem', 'UpdateItem'],
    (store) => (account: PlannedAccount) => planAccount(store, account),
  ),

  recordStanding: operation(
    ['UpdateItem'],
    (store) => (account: AccountKey, standing: Standing) => recordStanding(store, account, standing),
  ),
};

async function planAccount(store: Store, account: PlannedAccount): Promise<void> {
  const key = accountItemKey(account.key);
  const item = await store.access.get(key);
  if (item === undefined) {
    await store.putIfAbsent(ACCOUNT, account);
    return;
  }
  const { standing: _standing, ...planned } = store.read(ACCOUNT, item) ?? { standing: undefined };
  if (canonical(planned) === canonical(account)) return;
  // An account that came back is no longer retired.
  const gone = Object.keys(plannedAccountSchema.shape).filter((field) => !(field in account));
  await store.access.set(
    key,
    { ...Object.fromEntries(gone.map((field) => [field, undefined])), ...account },
    IF_PRESENT,
  );
}

/** Member by member, so that what a newer version counts beside them stays. */
async function recordStanding(store: Store, account: AccountKey, standing: Standing): Promise<void> {
  const key = accountItemKey(account);
  const members = Object.entries(standing).map(([name, value]) => [`standing.${name}`, value]);
  const names = { '#standing': 'standing' };
  if (
    await store.access.set(key, Object.fromEntries(members), {
      expression: 'attribute_type(#standing, :map)',
      names,
      values: { ':map': 'M' },
    })
  )
    return;
  await store.access.set(key, { standing }, IF_PRESENT);
}
