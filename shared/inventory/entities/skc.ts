import type { AccountKey } from '../../model/account.ts';
import type { Change } from '../../model/change.ts';
import type { Finding } from '../../model/finding.ts';
import type { Mark } from '../../model/mark.ts';
import { withoutUnreadTags, withTypedFacts } from '../../model/skc-upgrade.ts';
import { storedSkcSchema, type StoredSkc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import { canonical } from '../diff.ts';
import { entity } from '../entity.ts';
import { changeKey, indexedId, skcKey, skcPrefix, type Key } from '../keys.ts';
import { operation } from '../operation.ts';
import { ifRevision, type Store } from '../store.ts';
import { INDEXES } from '../table.ts';
import { due } from './due.ts';
import { CHANGE } from './change.ts';
import { FINDING } from './finding.ts';
import { MARK } from './mark.ts';

export const SKC = entity<StoredSkc>({
  name: 'skc',
  title: 'metadata of one secret, key or certificate, as the last readings gave it; never its value',
  partition: 'account',
  form: 'skc#<type>#<location>#<key of the id>',
  prefix: 'skc#',
  version: 1,
  write: 'revision',
  schema: storedSkcSchema,
  upgrade: (skc, version) => withTypedFacts(version === 0 ? withoutUnreadTags(skc) : skc),
  key: skcKey,
  indexed: {
    meaning: {
      skcId: 'the id, or its key where it is longer than an index takes',
      dueAt: 'the earliest of its end, its rotation and its deletion; absent once it is gone',
      dueMonth: 'the month of `dueAt`: `2027-03`',
      dueFor:
        'what is due then: `expiry`, `renewal` (by its service), `rotation`, `automatic-rotation` or `deletion`',
      changeDay: 'the day of its discovery',
      changeAt: 'its discovery',
      accountName: 'the account’s name when this was written',
    },
    of: (skc) => ({
      skcId: indexedId(skc.id),
      ...due(skc),
      changeDay: skc.discoveredAt.slice(0, 10),
      changeAt: skc.discoveredAt,
    }),
  },
});

/** An SKC with its changes, its findings, and what was said of it. */
export interface SkcHistory {
  skc: StoredSkc;
  changes: Change[];
  findings: Finding[];
  marks: Mark[];
}

export const skcOperations = {
  skcs: operation(['Query'], (store) => (account: AccountKey) => store.list(SKC, account)),

  skcsOf: operation(
    ['Query'],
    (store) => (target: Pick<Target, 'account' | 'source' | 'location'>) =>
      store.list(SKC, target.account, { prefix: skcPrefix(target) }),
  ),

  skc: operation(
    ['GetItem'],
    (store) => (account: AccountKey, skc: Pick<StoredSkc, 'type' | 'location' | 'id'>) =>
      store.get(SKC, skcKey({ ...skc, account })),
  ),

  /** By the cloud's full resource name, in whichever account. */
  history: operation(['Query'], (store) => (skcId: string) => history(store, skcId), 'bySkc'),

  /** Puts a newly discovered SKC (revision 1); false if it is there already. */
  discover: operation(['PutItem'], (store) => async (skc: StoredSkc) => store.putIfAbsent(SKC, skc)),

  /**
   * Puts all SKCs of a target that has none yet, in few calls.
   * @returns false, with nothing written, if the table has any of the target, readable or not.
   */
  discoverAll: operation(
    ['BatchWriteItem', 'PutItem', 'Query'],
    (store) => (target: Pick<Target, 'account' | 'source' | 'location'>, skcs: readonly StoredSkc[]) =>
      store.putFirst(SKC, skcs, { prefix: skcPrefix(target) }),
  ),

  /**
   * Writes a change ahead and then the SKC it makes, whose revision is the change's.
   * @returns the SKC that is stored then: `after`, or a rival's; undefined if what is stored cannot be read.
   */
  apply: operation(
    ['GetItem', 'PutItem', 'UpdateItem'],
    (store) => (change: Change, after: StoredSkc) => apply(store, change, after),
  ),

  /** Replaces an SKC without a change (volatile facts, precise readings), if its revision is still the same. */
  refresh: operation(
    ['UpdateItem'],
    (store) => (skc: StoredSkc) => store.rewrite(SKC, skc, ifRevision('revision', skc.revision)),
  ),
};

/**
 * The change is written ahead of the SKC. A change that is there already at that revision was written by a run that
 * died before it applied it, or by a rival: it is applied first, and the caller compares again.
 */
async function apply(store: Store, change: Change, after: StoredSkc): Promise<StoredSkc | undefined> {
  const key = skcKey(after);
  let made = after;
  if (!(await store.putIfAbsent(CHANGE, change))) {
    const ahead = await store.get(CHANGE, changeKey(change.account, change.skcId, change.revision));
    // A change that cannot be read belongs to another writer, which also writes its SKC.
    if (ahead === undefined) return store.get(SKC, key);
    if (canonical(ahead) !== canonical(change)) {
      const stored = await required(store, key);
      if (stored === undefined || stored.revision >= ahead.revision) return stored;
      made = replayed(stored, ahead);
    }
  }
  if (await store.rewrite(SKC, made, ifRevision('revision', change.revision - 1))) return made;
  return required(store, key);
}

/** The SKC that a change found written ahead makes of the stored one. */
function replayed(stored: StoredSkc, ahead: Change): StoredSkc {
  const gone = Object.keys(ahead.before).filter((field) => !(field in ahead.after));
  const rest = Object.fromEntries(Object.entries(stored).filter(([field]) => !gone.includes(field)));
  const skc = storedSkcSchema.parse({
    ...rest,
    ...ahead.after,
    revision: ahead.revision,
    changedAt: ahead.observedAt,
  });
  return withTypedFacts(skc);
}

async function required(store: Store, key: Key): Promise<StoredSkc | undefined> {
  const item = await store.access.get(key);
  if (item === undefined)
    throw new Error(
      `The table's item ${key.account} / ${key.item} was deleted while it was being changed; run again.`,
    );
  return store.read(SKC, item);
}

async function history(store: Store, skcId: string): Promise<SkcHistory | undefined> {
  let skc: StoredSkc | undefined;
  const changes: Change[] = [];
  const findings: Finding[] = [];
  const marks: Mark[] = [];
  const index = INDEXES.bySkc;
  for await (const item of store.access.query(
    { name: index.partition, value: indexedId(skcId) },
    { index: index.name },
  )) {
    const sort = String(item['item']);
    if (sort.startsWith(SKC.prefix)) skc = store.read(SKC, item) ?? skc;
    else if (sort.startsWith(CHANGE.prefix)) pushRead(changes, store.read(CHANGE, item));
    else if (sort.startsWith(FINDING.prefix)) pushRead(findings, store.read(FINDING, item));
    else if (sort.startsWith(MARK.prefix)) pushRead(marks, store.read(MARK, item));
  }
  return skc === undefined ? undefined : { skc, changes, findings, marks };
}

function pushRead<Value>(list: Value[], value: Value | undefined): void {
  if (value !== undefined) list.push(value);
}
