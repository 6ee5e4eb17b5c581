import { describe, expect, it } from 'vitest';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from '../database.ts';
import type { MessageRecord } from '../../../shared/messages/contract.ts';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { deletion, difference } from '../../../shared/inventory/diff.ts';
import { CHANGE } from '../../../shared/inventory/entities/change.ts';
import { FINDING } from '../../../shared/inventory/entities/finding.ts';
import { ENTITIES } from '../../../shared/inventory/entities/registry.ts';
import { itemOf } from '../../../shared/inventory/entity.ts';
import { shortKey } from '../../../shared/inventory/keys.ts';
import type { Inventory } from '../../../shared/inventory/contract.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Skc, StoredSkc } from '../../../shared/model/skc.ts';
import type { Scan, Target } from '../../../shared/model/target.ts';
import { account, finding, input } from '../messages/fixture.ts';
import { ENTITY_CASES } from './entity-cases.ts';
import { NOW, skc, stored } from './skc.ts';
import { tableOfEach, type StartDatabase } from './table-of-each.ts';

const LATER = '2026-12-21T06:00:00Z';
const target: Target = {
  account: 'aws#111111111111',
  cloud: 'aws',
  location: 'eu-west-1',
  source: 'aws.secrets-manager-secret',
};

/** Tests the inventory on a DynamoDB: the embedded one, or another implementation of its API. */
export function inventorySuite(on: string, start: StartDatabase): void {
  describe(`the inventory on ${on}`, () => {
    let database: Database;
    let inventory: Inventory;
    let table = '';
    tableOfEach('inventory', start, (opened) => {
      ({ database, table } = opened);
      ({ inventory } = database);
    });

    const first = stored({ revision: 1 });
    const found: Skc = skc({ currentVersion: 'v2', tags: { team: 'pay' } });
    const changeOf = (before: StoredSkc, now: Skc) => {
      const changed = difference(before, now, NOW);
      if (changed.kind !== 'change') throw new Error('nothing differs');
      return changed;
    };
    const current = () => inventory.skc(first.account, first);
    const history = async () => (await inventory.history(first.id))?.changes ?? [];
    /** The state after a run that was killed between the two writes. */
    const writeAhead = ({ change }: ReturnType<typeof changeOf>) =>
      database.client.send(new PutCommand({ TableName: table, Item: itemOf(CHANGE, change) }));

    describe('an SKC', () => {
      it('is discovered once, and read back unchanged', async () => {
        expect(await inventory.discover(first)).toBe(true);
        expect(await inventory.discover({ ...first, name: 'a rival’s' })).toBe(false);
        expect(await current()).toEqual(first);
      });

      it('is changed once, together with its change record', async () => {
        await inventory.discover(first);
        const { change, after } = changeOf(first, found);
        expect(await inventory.apply(change, after)).toEqual(after);
        expect(await inventory.apply(change, after)).toEqual(after);
        expect(await current()).toEqual(after);
        expect(await history()).toEqual([change]);
      });

      it('whose change a killed run wrote ahead gets it if the same is found again', async () => {
        await inventory.discover(first);
        const ahead = changeOf(first, found);
        await writeAhead(ahead);
        expect(await inventory.apply(ahead.change, ahead.after)).toEqual(ahead.after);
        expect(await current()).toEqual(ahead.after);
        expect(await history()).toEqual([ahead.change]);
      });

      it('whose change a killed run wrote ahead gets it first if something else is found', async () => {
        await inventory.discover(first);
        const ahead = changeOf(first, found);
        await writeAhead(ahead);
        const now = skc({ currentVersion: 'v3' });
        const later = changeOf(first, now);
        const replayed = await inventory.apply(later.change, later.after);
        expect(replayed).toEqual(ahead.after);
        if (replayed === undefined) throw new Error('unreadable');
        const next = changeOf(replayed, now);
        expect(await inventory.apply(next.change, next.after)).toEqual(next.after);
        expect((await history()).map(({ revision, after }) => [revision, after['currentVersion']])).toEqual([
          [2, 'v2'],
          [3, 'v3'],
        ]);
      });

      it('loses the fields that a change written ahead removed', async () => {
        const before = stored({ revision: 1, deletionDueAt: LATER });
        await inventory.discover(before);
        await writeAhead(changeOf(before, skc()));
        const gone = deletion(before, LATER);
        const replayed = await inventory.apply(gone.change, gone.after);
        expect(replayed).toMatchObject({ revision: 2, changedAt: NOW });
        expect(replayed).not.toHaveProperty('deletionDueAt');
        expect(replayed).not.toHaveProperty('absentAt');
      });

      it('that a concurrent run has changed keeps that change', async () => {
        await inventory.discover(first);
        const mine = changeOf(first, skc({ currentVersion: 'mine' }));
        const rivals = changeOf(first, skc({ currentVersion: 'rival' }));
        await inventory.apply(rivals.change, rivals.after);
        expect(await inventory.apply(mine.change, mine.after)).toEqual(rivals.after);
        expect(await inventory.refresh({ ...first, lastUsedAt: NOW })).toBe(false);
        expect(await current()).toEqual(rivals.after);
      });

      it('is refreshed without a change', async () => {
        await inventory.discover(first);
        expect(await inventory.refresh({ ...first, lastUsedAt: NOW })).toBe(true);
        expect(await current()).toEqual({ ...first, lastUsedAt: NOW });
        expect(await history()).toEqual([]);
      });

      it.each([2, 16])('that %i runs change at once is changed by one of them', async (rivals) => {
        await inventory.discover(first);
        const changes = Array.from({ length: rivals }, (_, index) =>
          changeOf(first, skc({ currentVersion: `v-${index}` })),
        );
        await Promise.all(changes.map(({ change, after }) => inventory.apply(change, after)));
        const [change, ...others] = await history();
        expect(others).toEqual([]);
        expect(await current()).toMatchObject({
          revision: 2,
          currentVersion: change?.after['currentVersion'],
        });
      });

      it('with a name of 3,000 bytes is stored and found by it', async () => {
        const long = stored({
          revision: 1,
          id: `arn:${'ü'.repeat(1500)}`,
          name: '\u202e<b>=1+1\n'.repeat(200),
        });
        expect(await inventory.discover(long)).toBe(true);
        const { change, after } = changeOf(long, { ...long, state: 'suspended' });
        await inventory.apply(change, after);
        const kept = await inventory.history(long.id);
        expect(kept?.skc).toEqual(after);
        expect(kept?.changes).toHaveLength(1);
      });

      it('without an id is refused before anything is written', async () => {
        await expect(async () => inventory.discover(stored({ id: '' }))).rejects.toThrow(RangeError);
      });

      it('is listed only with its target', async () => {
        const ids = ['a', 'b', 'c'];
        for (const id of ids) await inventory.discover(stored({ revision: 1, id }));
        await inventory.discover(stored({ revision: 1, id: 'd', location: 'eu-west-1b' }));
        await inventory.discover(stored({ revision: 1, id: 'e', account: 'aws#222222222222' }));
        expect((await all(inventory.skcsOf(target))).map(({ id }) => id).toSorted()).toEqual(ids);
        expect(await all(inventory.skcs(target.account))).toHaveLength(4);
      });
    });

    describe('every kind of item', () => {
      it('has a case here, and a unique prefix', () => {
        expect(ENTITY_CASES.map(({ name }) => name)).toEqual(ENTITIES.map(({ name }) => name));
        for (const { name, prefix } of ENTITIES)
          expect(
            ENTITIES.filter((other) => other.prefix.startsWith(prefix)).map((each) => each.name),
          ).toEqual([name]);
      });

      it.each(ENTITY_CASES)('$name: is read back unchanged, and put once', async (each) => {
        const { put, get } = each.on(database.client, table);
        expect(await put()).toBe(true);
        expect(await put()).toBe(false);
        expect(await get()).toEqual(each.value);
      });

      it.each(ENTITY_CASES)('$name: keeps words that a newer version wrote', async (each) => {
        expect(await each.on(database.client, table).putNewer()).toBe(true);
      });

      it.each(ENTITY_CASES)('$name: keeps what a newer version added when it is rewritten', async (each) => {
        const { put, alter, rewrite, raw, get } = each.on(database.client, table);
        await put();
        const written = await raw();
        await alter({ v: 99, fromTheFuture: { deep: ['kept'] } });
        expect(await rewrite()).toBe(true);
        expect(await raw()).toEqual({ ...written, v: 99, fromTheFuture: { deep: ['kept'] } });
        expect(await get()).toEqual(each.value);
      });

      it.each(ENTITY_CASES)('$name: is upgraded to this version by a rewrite', async (each) => {
        const { put, alter, rewrite, raw } = each.on(database.client, table);
        await put();
        const written = await raw();
        await alter({}, ['v']);
        expect(await rewrite()).toBe(true);
        expect(await raw()).toEqual(written);
        expect(written?.['v']).toBeGreaterThan(0);
      });

      it.each(ENTITY_CASES)('$name: is unchanged if the condition fails', async (each) => {
        const { put, rewriteInVain, raw } = each.on(database.client, table);
        await put();
        const written = await raw();
        expect(await rewriteInVain()).toBe(false);
        expect(await raw()).toEqual(written);
      });

      it.each(ENTITY_CASES)('$name: is named and skipped if it is damaged', async (each) => {
        const { put, alter, get, raw, required, store } = each.on(database.client, table);
        await put();
        const key = await raw();
        await alter({ [required[0] ?? 'none']: { broken: true } });
        expect(await get()).toBeUndefined();
        await get();
        const why = expect.stringContaining(required[0] ?? 'none');
        expect(store.damage.damaged()).toEqual([{ account: key?.['account'], item: key?.['item'], why }]);
        expect(store.damage.newer()).toBe(0);
        await alter({ v: 99 });
        expect(await get()).toBeUndefined();
        expect(store.damage.damaged()).toEqual([]);
        expect(store.damage.newer(String(key?.['account']))).toBe(1);
      });
    });

    describe('a listing longer than a page of the table', () => {
      it('is read completely', async () => {
        const tags = Object.fromEntries(
          Array.from({ length: 45 }, (_, index) => [`tag-${index}`, 'x'.repeat(250)]),
        );
        const many = Array.from({ length: 120 }, (_, index) =>
          stored({ revision: 1, id: `id-${index}`, tags }),
        );
        await Promise.all(many.map((each) => inventory.discover(each)));
        expect(await all(inventory.skcsOf(target))).toHaveLength(120);
      });
    });

    describe('a scan', () => {
      const scan: Scan = {
        ...target,
        runId: 'r1',
        outcome: 'complete',
        listed: true,
        observedAt: NOW,
        lastListedAt: NOW,
        count: 3,
        listingHash: 'hash',
        unreadRuns: 0,
        problems: [],
        scanRevision: 1,
      };
      it('is written only if the stored one is the one that was read', async () => {
        expect(await inventory.recordScan(scan)).toBe(true);
        expect(await inventory.recordScan(scan)).toBe(false);
        expect(await inventory.recordScan({ ...scan, scanRevision: 3 })).toBe(false);
        expect(await inventory.recordScan({ ...scan, scanRevision: 2, count: 4 })).toBe(true);
        expect(await inventory.scan(target)).toEqual({ ...scan, scanRevision: 2, count: 4 });
      });
    });

    describe('a finding', () => {
      it('is written only if the stored one is the one that was evaluated', async () => {
        const one: Finding = finding({ revision: 1 });
        expect(await inventory.writeFinding(one)).toBe(true);
        expect(await inventory.writeFinding({ ...one, severity: 'low' })).toBe(false);
        expect(await inventory.writeFinding({ ...one, severity: 'low', revision: 2 })).toBe(true);
        expect(await all(inventory.findings(one.account))).toEqual([
          { ...one, severity: 'low', revision: 2 },
        ]);
      });
    });

    describe('a run', () => {
      const run = { id: `${NOW}.001`, now: NOW, state: 'running' as const, startedAt: NOW };
      it('that a concurrent call has started is returned', async () => {
        expect(await inventory.startRun(run)).toEqual(run);
        expect(await inventory.startRun({ ...run, startedAt: LATER })).toEqual(run);
      });

      it('is the last one by its id, and is ended once', async () => {
        await inventory.startRun(run);
        await inventory.startRun({ ...run, id: `${LATER}.001`, now: LATER });
        await inventory.finishRun({ ...run, id: `${LATER}.001`, finishedAt: LATER });
        expect(await inventory.lastRun()).toMatchObject({ now: LATER, state: 'done', finishedAt: LATER });
      });
    });

    describe('an account', () => {
      it('keeps its summary when it is planned again', async () => {
        const { standing: was, ...planned } = account();
        await inventory.planAccount(planned);
        if (was !== undefined) await inventory.recordSummary(planned.key, was);
        await inventory.planAccount({ ...planned, name: 'renamed' });
        const kept = await inventory.account(planned.key);
        expect(kept).toMatchObject({ name: 'renamed', targetCount: planned.targets.length });
        expect(kept?.standing).toEqual(was);
        expect(new Set(kept?.targets)).toEqual(new Set(planned.targets));
        expect(await inventory.accounts()).toHaveLength(1);
      });
    });

    describe('an account in a status of a newer version', () => {
      it('is left to that version', async () => {
        const { standing: _standing, ...planned } = account();
        await inventory.planAccount({ ...planned, status: 'from-the-next-version' });
        expect(await inventory.planAccount(planned)).toBe(false);
        expect((await inventory.account(planned.key))?.status).toBe('from-the-next-version');
      });
    });

    describe('an account that came back', () => {
      it('is retired no longer', async () => {
        const { standing: _standing, ...planned } = account();
        await inventory.planAccount({ ...planned, status: 'retired', retiredAt: NOW });
        await inventory.planAccount(planned);
        const kept = await inventory.account(planned.key);
        expect(kept?.status).toBe('active');
        expect(kept).not.toHaveProperty('retiredAt');
      });
    });

    describe('a finding of the previous release', () => {
      it('is read by its former names, and loses them with the next write', async () => {
        const { dueAt, notified: _notified, ...rest } = finding({ revision: 1 });
        const told = {
          account: { digest: 'D-1', at: '2026-01-01T00:00:00Z', state: 'open', severity: 'low' },
        };
        const item = { ...rest, ...FINDING.key(finding()), bitesAt: dueAt, told };
        await database.client.send(new PutCommand({ TableName: table, Item: item }));
        const [read] = await all(inventory.findings(rest.account));
        expect(read).toEqual({ ...rest, dueAt, notified: told });
        if (read === undefined) return;

        const named = { account: read.account, subject: shortKey(read.subject.id), rule: read.rule };
        const mark = { digest: 'D-2', at: NOW, state: 'open', severity: 'low' } as const;
        await inventory.markNotified('organisation', [{ name: named, notified: mark }]);
        await inventory.markNotified('organisation', [{ name: named, notified: mark }]);
        const [marked] = await all(inventory.findings(rest.account));
        expect(marked).toEqual({ ...read, notified: { ...told, organisation: mark }, revision: 2 });

        expect(await inventory.writeFinding({ ...read, revision: 3 })).toBe(true);
        const { Item } = await database.client.send(
          new GetCommand({ TableName: table, Key: FINDING.key(read) }),
        );
        expect(Item).not.toHaveProperty('told');
      });
    });

    describe('a contact', () => {
      it('is seeded once, ignoring case, and removed', async () => {
        const contact = { kind: 'inbox' as const, address: 'Team@example.com', source: 'config', since: NOW };
        expect(await inventory.seedContact('organisation', contact)).toBe(true);
        expect(await inventory.seedContact('organisation', { ...contact, address: 'team@example.com' })).toBe(
          false,
        );
        expect(await inventory.contacts('organisation')).toEqual([contact]);
        await inventory.removeContact('organisation', 'team@EXAMPLE.com');
        expect(await inventory.contacts('organisation')).toEqual([]);
      });
    });

    describe('the message log', () => {
      const thread = { audience: account().key, kind: 'digest', subject: 'findings' };
      const record = (revision: number): MessageRecord => {
        const composed = composeDigest(input([finding({ because: `It ended, ${revision}.` })]));
        if (composed === undefined) throw new Error('no news');
        const { digest, notified } = composed;
        const beganAt = `2026-11-21T06:00:0${revision}Z`;
        return {
          ...thread,
          id: digest.id,
          run: digest.run,
          state: 'pending',
          content: digest,
          notified,
          beganAt,
          leaseUntil: LATER,
        };
      };

      it('starts one digest at a time, and the next one once the last is settled', async () => {
        const { messageLog } = database;
        expect(await messageLog.begin(record(1), undefined)).toBe('mine');
        expect(await messageLog.begin(record(2), undefined)).toMatchObject({
          id: record(1).id,
          state: 'pending',
        });
        expect(await messageLog.begin(record(2), record(1))).toMatchObject({ id: record(1).id });
        await messageLog.sent(record(1), 'message-1');
        expect(await messageLog.begin(record(2), record(1))).toMatchObject({
          state: 'sent',
          messageId: 'message-1',
        });
        await messageLog.settled(record(1));
        expect(await messageLog.begin(record(2), record(1))).toBe('mine');
        expect(await messageLog.last(thread)).toEqual(record(2));
      });

      it('gives a lease to one of two processes that take it over', async () => {
        const { messageLog } = database;
        await messageLog.begin(record(1), undefined);
        const taken = await Promise.all([
          messageLog.takeOver(record(1), '2027-01-01T00:00:00Z', 2),
          messageLog.takeOver(record(1), '2027-01-01T00:00:01Z', 2),
        ]);
        expect(taken.toSorted()).toEqual([false, true]);
        await messageLog.sent(record(1), 'message-1');
        expect(await messageLog.takeOver((await messageLog.last(thread)) ?? record(1), LATER, 2)).toBe(false);
      });

      it('settles nothing that was not sent, and nothing of an earlier digest', async () => {
        const { messageLog } = database;
        await messageLog.begin(record(1), undefined);
        await messageLog.settled(record(1));
        expect(await messageLog.last(thread)).toMatchObject({ state: 'pending' });
        await messageLog.sent(record(2), 'message-2');
        await messageLog.settled(record(2));
        expect(await messageLog.last(thread)).toEqual(record(1));
      });

      it('marks a finding as notified once, increments its revision, and never goes back in time', async () => {
        const { messageLog } = database;
        const open = finding({ revision: 1, because: 'It ended, 1.' });
        await inventory.writeFinding(open);
        await messageLog.markNotified(record(1));
        await messageLog.markNotified(record(1));
        const [notified] = await all(inventory.findings(open.account));
        expect(notified).toMatchObject({ revision: 2, notified: { account: { digest: record(1).id } } });
        expect(await inventory.writeFinding({ ...open, revision: 2 })).toBe(false);
        const past = record(2);
        await messageLog.markNotified({
          ...past,
          run: { ...past.run, now: '2020-01-01T00:00:00Z' },
        });
        expect(await all(inventory.findings(open.account))).toEqual([notified]);
      });
    });
  });
}

async function all<T>(found: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of found) list.push(each);
  return list;
}
