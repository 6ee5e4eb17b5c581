import * as z from 'zod';
import type { AccountKey } from '../../model/account.ts';
import {
  plannedAccountSchema,
  accountSummarySchema,
  type PlannedAccount,
  type AccountSummary,
} from '../../model/run.ts';
import { canonical } from '../diff.ts';
import { entity, type Item } from '../entity.ts';
import { accountItemKey, ORGANISATION } from '../keys.ts';
import { operation } from '../operation.ts';
import { IF_PRESENT, type Store } from '../store.ts';

const inventoriedAccountSchema = plannedAccountSchema.extend({
  damaged: z.string().optional().describe('why the plan could not read the previous item and replaced it'),
  standing: accountSummarySchema.optional().describe('its summary after the last run that evaluated it'),
});

/** An account as the table keeps it: planned, and its summary after the last run that evaluated it. */
export type InventoriedAccount = z.infer<typeof inventoriedAccountSchema>;

export const ACCOUNT = entity<InventoriedAccount>({
  name: 'account',
  title: 'an account as last planned, and its summary after the last run',
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
    for await (const account of store.list(ACCOUNT, ORGANISATION)) accounts.push(remembered(store, account));
    return accounts;
  }),

  account: operation(['GetItem'], (store) => async (key: AccountKey) => {
    const account = await store.get(ACCOUNT, accountItemKey(key));
    return account === undefined ? undefined : remembered(store, account);
  }),

  /**
   * Writes the plan of an account if it differs from the stored one. A damaged item is made whole by it, and says so
   * until the next plan.
   * @returns false when the item is in a form that only a newer version knows: it is left, and the account with it.
   */
  planAccount: operation(
    ['GetItem', 'PutItem', 'UpdateItem'],
    (store) => (account: PlannedAccount) => planAccount(store, account),
  ),

  recordSummary: operation(
    ['UpdateItem'],
    (store) => (account: AccountKey, standing: AccountSummary) => recordSummary(store, account, standing),
  ),
};

/** Its name goes into the index entries of its items that are written afterwards. */
function remembered({ names }: Store, account: InventoriedAccount): InventoriedAccount {
  names.set(account.key, account.name);
  return account;
}

async function planAccount(store: Store, account: PlannedAccount): Promise<boolean> {
  store.names.set(account.key, account.name);
  const key = accountItemKey(account.key);
  const item = await store.access.get(key);
  if (item === undefined) {
    await store.putIfAbsent(ACCOUNT, account);
    return true;
  }
  const stored = store.read(ACCOUNT, item);
  if (stored === undefined) return repair(store, account, item);
  const { standing: _standing, ...planned } = stored;
  if (canonical(planned) === canonical(account)) return true;
  // An account that came back is no longer retired.
  const gone = ['damaged', ...Object.keys(plannedAccountSchema.shape)].filter((field) => !(field in account));
  await store.access.set(
    key,
    { ...Object.fromEntries(gone.map((field) => [field, undefined])), ...account },
    IF_PRESENT,
  );
  return true;
}

/** All that the cloud tells is written over what is damaged; a summary that cannot be read is evaluated again. */
async function repair(store: Store, account: PlannedAccount, item: Item): Promise<boolean> {
  const unreadable = await store.unreadable(ACCOUNT, accountItemKey(account.key));
  if (unreadable === undefined) return true;
  if (unreadable.newer) return false;
  const broken = !accountSummarySchema.optional().safeParse(item['standing']).success;
  await store.access.set(
    accountItemKey(account.key),
    { ...account, damaged: unreadable.why, ...(broken ? { standing: undefined } : {}) },
    IF_PRESENT,
  );
  return true;
}

/** Member by member, so that what a newer version counts beside them stays. */
async function recordSummary(store: Store, account: AccountKey, standing: AccountSummary): Promise<void> {
  const key = accountItemKey(account);
  const absent = { damaged: undefined, newer: undefined };
  const members = Object.entries({ ...absent, ...standing }).map(([name, value]) => [
    `standing.${name}`,
    value,
  ]);
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
