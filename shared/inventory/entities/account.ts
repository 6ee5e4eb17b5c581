import * as z from 'zod';
import { ACCOUNT_STATUSES, type AccountKey } from '../../model/account.ts';
import { isKnown } from '../../model/fields.ts';
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
import type { PlannedTarget } from '../../model/target.ts';
import { IF_PRESENT, type Store } from '../store.ts';
import { readTargets, TARGET_PAGE, targetSummary, writeTargets, type TargetSummary } from './target-page.ts';

const storedAccountSchema = plannedAccountSchema.omit({ targets: true }).extend({
  targetCount: z.number().int().nonnegative().default(0).describe('how many targets a run must read'),
  targetPages: z.number().int().nonnegative().default(0).describe('how many items `targets#…` list them'),
  targetsHash: z.string().optional().describe('hash of these items: the plan rewrites them when it differs'),
  targets: plannedAccountSchema.shape.targets
    .optional()
    .describe('in tables of earlier releases: the targets themselves; the next plan moves them'),
  damaged: z.string().optional().describe('why the plan could not read the previous item and replaced it'),
  standing: accountSummarySchema.optional().describe('its summary after the last run that evaluated it'),
});

type StoredAccount = z.infer<typeof storedAccountSchema>;

/** An account as it was planned last, without its targets, and how it was after the last run that evaluated it. */
export type ListedAccount = Omit<StoredAccount, 'targets'>;
/** The same with its targets. */
export type InventoriedAccount = ListedAccount &
  Pick<PlannedAccount, 'targets'> & {
    /** How many targets are missing here because a page of them is damaged; absent where none is. */
    targetsUnread?: number;
  };

export const ACCOUNT = entity<StoredAccount>({
  name: 'account',
  title: 'an account as last planned, and its summary after the last run',
  partition: 'organisation',
  form: 'account#<cloud>#<id>',
  prefix: 'account#',
  version: 1,
  write: 'last-writer',
  schema: storedAccountSchema,
  key: ({ key }) => accountItemKey(key),
  upgrade: (account) =>
    account.targets === undefined ? account : { ...account, targetCount: account.targets.length },
});

export const accountOperations = {
  accounts: operation(['Query'], (store) => async () => {
    const accounts: ListedAccount[] = [];
    for await (const { targets: _targets, ...account } of store.list(ACCOUNT, ORGANISATION))
      accounts.push(remembered(store, account));
    return accounts;
  }),

  account: operation(
    ['GetItem', 'Query'],
    (store) =>
      async (key: AccountKey): Promise<InventoriedAccount | undefined> => {
        const account = await store.get(ACCOUNT, accountItemKey(key));
        if (account === undefined) return undefined;
        const targets = account.targets ?? (await readTargets(store, account));
        return remembered(store, {
          ...account,
          targets,
          ...(store.brokenPages.has(key)
            ? { targetsUnread: Math.max(0, account.targetCount - targets.length) }
            : {}),
        });
      },
  ),

  /** What a run must read in an account, as it was planned last. */
  targets: operation(
    ['GetItem', 'Query'],
    (store) =>
      async (account: Pick<ListedAccount, 'key' | 'targetCount' | 'targetPages' | 'targetsHash'>) => {
        if (account.targetPages > 0 || account.targetCount === 0) return readTargets(store, account);
        // A table of an earlier release has them in the account's item.
        return (await store.get(ACCOUNT, accountItemKey(account.key)))?.targets ?? [];
      },
  ),

  /**
   * Writes the plan of an account if it differs from the stored one. A damaged item is made whole by it, and says so
   * until the next plan.
   * @returns false when the item is in a form that only a newer version knows: it is left, and the account with it.
   */
  planAccount: operation(
    ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
    (store) => (account: PlannedAccount) => planAccount(store, account),
  ),

  /**
   * Records an account's summary, unless a newer run has recorded one.
   * @returns false when a newer run has.
   */
  recordSummary: operation(
    ['GetItem', 'UpdateItem'],
    (store) => (account: AccountKey, standing: AccountSummary) => recordSummary(store, account, standing),
  ),
};

/** Its name goes into the index entries of its items that are written afterwards. */
function remembered<Account extends Pick<ListedAccount, 'key' | 'name'>>(
  { names }: Store,
  account: Account,
): Account {
  names.set(account.key, account.name);
  return account;
}

async function planAccount(store: Store, { targets, ...account }: PlannedAccount): Promise<boolean> {
  store.names.set(account.key, account.name);
  const key = accountItemKey(account.key);
  const planned = { ...account, ...targetSummary(account.key, targets) };
  const item = await store.access.get(key);
  if (item === undefined) {
    await writeTargets(store, account.key, targets, {});
    await store.putIfAbsent(ACCOUNT, planned);
    return true;
  }
  const stored = store.read(ACCOUNT, item);
  if (stored === undefined) return repair(store, planned, targets, item);
  // A newer version keeps it in a status of its own.
  if (!isKnown(ACCOUNT_STATUSES, stored.status)) return false;
  const { standing: _standing, ...before } = stored;
  if (store.brokenPages.has(account.key)) return repairPages(store, planned, targets, before);
  if (canonical(before) === canonical(planned)) return true;
  if (before.targetsHash !== planned.targetsHash) await writeTargets(store, account.key, targets, before);
  await writePlan(store, planned);
  return true;
}

async function writePlan(store: Store, planned: Omit<StoredAccount, 'targets' | 'standing'>): Promise<void> {
  // An account that came back is no longer retired.
  const gone = PLANNED_ATTRIBUTES.filter((field) => !(field in planned));
  await store.access.set(
    accountItemKey(planned.key),
    { ...Object.fromEntries(gone.map((field) => [field, undefined])), ...planned },
    IF_PRESENT,
  );
}

/**
 * Writes the pages again from what the cloud gives. Where it did not give everything, the plan is made of what could be
 * read of the pages, so they are left, and the account's item keeps counting what is missing. Pages of a newer version
 * are left too.
 */
async function repairPages(
  store: Store,
  planned: Omit<StoredAccount, 'targets' | 'standing'> & TargetSummary,
  targets: readonly PlannedTarget[],
  before: Partial<TargetSummary>,
): Promise<boolean> {
  const { key } = planned;
  const pages = store.damage.damaged(key).filter(({ item }) => item.startsWith(TARGET_PAGE.prefix));
  if (planned.problems.length > 0 || store.damage.newer(key) > 0) {
    const { targetCount = 0, targetPages = 0, targetsHash } = before;
    await writePlan(store, { ...planned, targetCount, targetPages, targetsHash });
    return true;
  }
  await writeTargets(store, key, targets, before);
  store.brokenPages.delete(key);
  // Named by the account's item until the next plan, since the step that judges finds nothing damaged any more.
  const [page] = pages;
  const damaged = page === undefined ? {} : { damaged: `${page.item} ${page.why}` };
  if (page !== undefined) store.damage.forget(key);
  await writePlan(store, { ...planned, ...damaged });
  return true;
}

/** What a plan writes, or removes where it is over. */
const PLANNED_ATTRIBUTES = Object.keys(storedAccountSchema.shape).filter((field) => field !== 'standing');

/** All that the cloud gives is written over what is damaged; a summary that cannot be read is evaluated again. */
async function repair(
  store: Store,
  planned: Omit<PlannedAccount, 'targets'> & TargetSummary,
  targets: readonly PlannedTarget[],
  item: Item,
): Promise<boolean> {
  const unreadable = await store.unreadable(ACCOUNT, accountItemKey(planned.key));
  if (unreadable === undefined) return true;
  if (unreadable.newer) return false;
  await writeTargets(store, planned.key, targets, {});
  const broken = !accountSummarySchema.optional().safeParse(item['standing']).success;
  await store.access.set(
    accountItemKey(planned.key),
    {
      ...planned,
      targets: undefined,
      damaged: unreadable.why,
      ...(broken ? { standing: undefined } : {}),
    },
    IF_PRESENT,
  );
  return true;
}

/** Member by member, so that what a newer version counts beside them stays. */
async function recordSummary(store: Store, account: AccountKey, standing: AccountSummary): Promise<boolean> {
  const key = accountItemKey(account);
  const absent = { damaged: undefined, newer: undefined };
  const members = Object.entries({ ...absent, ...standing }).map(([name, value]) => [
    `standing.${name}`,
    value,
  ]);
  const isMap = { names: { '#standing': 'standing' }, values: { ':map': 'M' } };
  if (
    await store.access.set(key, Object.fromEntries(members), {
      expression: 'attribute_type(#standing, :map) AND NOT (#standing.#observedAt > :observedAt)',
      names: { ...isMap.names, '#observedAt': 'observedAt' },
      values: { ...isMap.values, ':observedAt': standing.observedAt },
    })
  )
    return true;
  const first = await store.access.set(
    key,
    { standing },
    {
      expression: 'attribute_exists(#item) AND NOT attribute_type(#standing, :map)',
      names: { ...isMap.names, '#item': 'item' },
      values: isMap.values,
    },
  );
  // An account that was never planned has no item, and no run that is newer.
  return first || (await store.access.get(key)) === undefined;
}
