import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Change } from '../model/change.ts';
import type { Finding } from '../model/finding.ts';
import { runSchema, type PlannedAccount } from '../model/run.ts';
import type { StoredSkc } from '../model/skc.ts';
import type { Target } from '../model/target.ts';
import { IF_ABSENT, tableAccess, type Access, type Condition } from './access.ts';
import type { Inventory, InventoryReader, InventoryWriter } from './contract.ts';
import { canonical } from './diff.ts';
import * as items from './items.ts';
import * as keys from './keys.ts';
import { INDEXES } from './table.ts';

/** The inventory over its DynamoDB table. */
export function openTable(client: DynamoDBDocumentClient, table: string): Inventory {
  const access = tableAccess(client, table);
  return { ...reader(access), ...writer(access) };
}

function reader(access: Access): InventoryReader {
  const inAccount = (account: string, prefix: string) =>
    access.query({ name: 'account', value: account }, { prefix });
  return {
    accounts: () => collected(inAccount(keys.ORGANISATION, 'account#'), items.readAccount),
    account: (key) => one(access.get(keys.accountItemKey(key)), items.readAccount),
    skcs: (account) => each(inAccount(account, 'skc#'), items.readSkc),
    skcsOf: (target: Target) => each(inAccount(target.account, keys.skcPrefix(target)), items.readSkc),
    skc: (account, skc) => one(access.get(keys.skcKey({ ...skc, account })), items.readSkc),
    history: (skcId) => history(access, skcId),
    findings: (account) => each(inAccount(account, 'finding#'), items.readFinding),
    scan: (target) => one(access.get(keys.scanKey(target)), items.readScan),
    scans: (account) => each(inAccount(account, 'scan#'), items.readScan),
    contacts: (account) => collected(inAccount(account, 'contact#'), items.readContact),
    async lastRun() {
      const newest = { prefix: 'run#', newestFirst: true, limit: 1 };
      for await (const item of access.query({ name: 'account', value: keys.ORGANISATION }, newest))
        return runSchema.parse(item);
      return undefined;
    },
  };
}

function writer(access: Access): InventoryWriter {
  return {
    async startRun(run) {
      if (await access.put({ ...run, ...keys.runKey(run.id) }, IF_ABSENT)) return run;
      return runSchema.parse(await access.get(keys.runKey(run.id)));
    },

    async finishRun(run) {
      await access.set(
        keys.runKey(run.id),
        { state: 'done', finishedAt: run.finishedAt },
        { expression: 'attribute_exists(#item)', names: { '#item': 'item' } },
      );
    },

    planAccount: (account) => planAccount(access, account),

    async recordStanding(account, standing) {
      await access.set(
        keys.accountItemKey(account),
        { standing },
        { expression: 'attribute_exists(#item)', names: { '#item': 'item' } },
      );
    },

    discover: (skc) => access.put(items.skcItem(skc), IF_ABSENT),
    apply: (change, after) => apply(access, change, after),
    refresh: (skc) => access.put(items.skcItem(skc), unless('revision', skc.revision)),

    async recordScan(scan) {
      const before = scan.scanRevision - 1;
      return access.put(items.scanItem(scan), before === 0 ? IF_ABSENT : unless('scanRevision', before));
    },

    async writeFinding(finding) {
      const before = finding.revision - 1;
      return access.put(items.findingItem(finding), before === 0 ? IF_ABSENT : unless('revision', before));
    },

    seedContact: (account, contact) => access.put(items.contactItem(account, contact), IF_ABSENT),
    removeContact: (account, address) => access.remove(keys.contactKey(account, address)),
  };
}

/** Writes only if the item's counter still stands where the caller read it. */
function unless(counter: 'revision' | 'scanRevision', stands: number): Condition {
  return { expression: '#counter = :stands', names: { '#counter': counter }, values: { ':stands': stands } };
}

async function planAccount(access: Access, account: PlannedAccount): Promise<void> {
  const key = keys.accountItemKey(account.key);
  const stored = await one(access.get(key), items.readAccount);
  if (stored === undefined) {
    await access.put({ ...account, ...key }, IF_ABSENT);
    return;
  }
  const { standing: _standing, ...planned } = stored;
  if (canonical(planned) === canonical(account)) return;
  // An account that came back was retired no longer.
  const gone = Object.keys(planned).filter((field) => !(field in account));
  await access.set(
    key,
    { ...Object.fromEntries(gone.map((field) => [field, undefined])), ...account },
    { expression: 'attribute_exists(#item)', names: { '#item': 'item' } },
  );
}

/**
 * The change is written ahead of the SKC. A change found standing at that revision was written by a run that died
 * before it applied it, or by a rival: it is applied first, and the caller compares again.
 */
async function apply(access: Access, change: Change, after: StoredSkc): Promise<StoredSkc> {
  const skcKey = keys.skcKey(after);
  let made = after;
  if (!(await access.put(items.changeItem(change), IF_ABSENT))) {
    const ahead = await required(
      access,
      keys.changeKey(change.account, change.skcId, change.revision),
      items.readChange,
    );
    if (canonical(ahead) !== canonical(change)) {
      const standing = await required(access, skcKey, items.readSkc);
      if (standing.revision >= ahead.revision) return standing;
      made = replayed(standing, ahead);
    }
  }
  if (await access.put(items.skcItem(made), unless('revision', change.revision - 1))) return made;
  return required(access, skcKey, items.readSkc);
}

/** The SKC that a change found written ahead makes of the one that stands. */
function replayed(standing: StoredSkc, ahead: Change): StoredSkc {
  const gone = Object.keys(ahead.before).filter((field) => !(field in ahead.after));
  const kept = Object.fromEntries(Object.entries(standing).filter(([field]) => !gone.includes(field)));
  return items.readSkc({ ...kept, ...ahead.after, revision: ahead.revision, changedAt: ahead.observedAt });
}

async function history(
  access: Access,
  skcId: string,
): Promise<{ skc: StoredSkc; changes: Change[]; findings: Finding[] } | undefined> {
  let skc: StoredSkc | undefined;
  const changes: Change[] = [];
  const findings: Finding[] = [];
  const index = INDEXES.bySkc;
  for await (const item of access.query(
    { name: index.partition, value: keys.indexedId(skcId) },
    { index: index.name },
  )) {
    const sort = String(item['item']);
    if (sort.startsWith('skc#')) skc = items.readSkc(item);
    else if (sort.startsWith('change#')) changes.push(items.readChange(item));
    else if (sort.startsWith('finding#')) findings.push(items.readFinding(item));
  }
  return skc === undefined ? undefined : { skc, changes, findings };
}

async function one<T>(
  found: Promise<items.Item | undefined>,
  read: (item: items.Item) => T,
): Promise<T | undefined> {
  const item = await found;
  return item === undefined ? undefined : read(item);
}

async function required<T>(access: Access, key: keys.Key, read: (item: items.Item) => T): Promise<T> {
  const item = await access.get(key);
  if (item === undefined)
    throw new Error(
      `The table's item ${key.account} / ${key.item} vanished while it was being changed; run again.`,
    );
  return read(item);
}

async function* each<T>(found: AsyncIterable<items.Item>, read: (item: items.Item) => T): AsyncIterable<T> {
  for await (const item of found) yield read(item);
}

async function collected<T>(found: AsyncIterable<items.Item>, read: (item: items.Item) => T): Promise<T[]> {
  const all: T[] = [];
  for await (const item of found) all.push(read(item));
  return all;
}
