import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AccessKeyDeclaration } from '../../../sandbox/estate/estate.ts';
import type { Change } from '../../../shared/model/change.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { captured } from '../../bed/cli/captured.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  EPOCH,
  findingsOf,
  OWN,
  skcsOf,
} from '../../bed/pipeline/estate.ts';
import { openDynalite, openStage, type Stage } from '../../bed/pipeline/stage.ts';

const HALF_AN_HOUR = 1 / 48;
const BEFORE = addDays(EPOCH, -HALF_AN_HOUR);
const AFTER = addDays(EPOCH, HALF_AN_HOUR);

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let stage: Stage;
let folder = '';
beforeAll(async () => {
  dynalite = await openDynalite();
  folder = mkdtempSync(join(tmpdir(), 'skc-marked-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await dynalite.close();
});
afterEach(() => stage.close());

/** An overdue access key, and two new ones that are used half an hour before and after the first run. */
beforeEach(async () => {
  const estate = emptyEstate(1);
  const users: [string, AccessKeyDeclaration][] = [
    ['overdue', { id: 'AKIAOLD0000000000001', createdAt: addDays(EPOCH, -120), uses: [BEFORE] }],
    ['bait', { id: 'AKIABAIT000000000001', createdAt: addDays(EPOCH, -20), uses: [BEFORE, AFTER] }],
    ['plain', { id: 'AKIAPLAIN00000000001', createdAt: addDays(EPOCH, -20), uses: [BEFORE, AFTER] }],
  ];
  for (const [name, key] of users)
    accountAt(estate, 0).users.push({ name, createdAt: key.createdAt, keys: [key] });
  stage = await openStage(dynalite.url, estate, configOf(estate));
  await stage.run();
});

async function keyOf(part: string): Promise<StoredSkc> {
  const key = (await skcsOf(stage, OWN)).find(({ id }) => id.includes(part));
  if (key === undefined) throw new Error(`no access key ${part}`);
  return key;
}

/** Runs `skc mark` as Sarah. */
async function mark(part: string, ...argv: string[]): Promise<void> {
  const { inventory } = stage.database;
  const { id } = await keyOf(part);
  const words = ['mark', id, ...argv, '--by', 'Sarah', '--reason', 'found in a repository'];
  const { code, stderr } = await captured(['--directory', folder, ...words], {
    now: () => stage.sandbox.clock.now(),
    open: async () => ({ inventory, marking: inventory, close: async () => undefined }),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

async function nextRun(): Promise<void> {
  stage.sandbox.clock.advanceDays(1);
  const { failures } = await stage.run();
  expect(failures).toEqual([]);
}

async function changesOf(part: string): Promise<readonly Change[]> {
  const { id } = await keyOf(part);
  return (await stage.database.inventory.history(id))?.changes ?? [];
}

async function openOf(part: string): Promise<string[]> {
  return (await findingsOf(stage, OWN))
    .filter(({ state, subject }) => state === 'open' && subject.id.includes(part))
    .map(({ rule, severity, excluded }) => `${severity} ${rule}${excluded === undefined ? '' : ' excluded'}`);
}

/** The entries of each message for a rule. */
function newsOf(rule: string): string[] {
  return stage.sandbox.outbox.list().flatMap(({ bodies }) => {
    const digest: { entries: { rule: string; news: string }[] } = JSON.parse(bodies.default ?? '');
    return digest.entries.filter((entry) => entry.rule === rule).map(({ news }) => news);
  });
}

it('a compromised key stays marked through three runs, and is leaked until the mark is cleared', async () => {
  expect(await openOf('AKIAOLD')).toEqual(['medium rotation-overdue']);
  const before = await changesOf('AKIAOLD');
  await mark('AKIAOLD', 'compromised');
  for (let run = 0; run < 3; run++) {
    await nextRun();
    expect(await openOf('AKIAOLD')).toEqual(['critical leaked']);
  }
  const { id } = await keyOf('AKIAOLD');
  const marks = [];
  for await (const each of stage.database.inventory.marks(OWN)) marks.push(each);
  expect(marks).toMatchObject([{ skcId: id, kind: 'compromised', by: 'Sarah' }]);
  expect(await changesOf('AKIAOLD')).toEqual(before);
  expect(newsOf('leaked')).toEqual(['new']);
  // `leaked` replaced the overdue rotation: nothing was resolved, and no message says so.
  expect(newsOf('rotation-overdue')).toEqual(['new']);

  await mark('AKIAOLD', 'compromised', '--clear');
  await nextRun();
  expect(await openOf('AKIAOLD')).toEqual(['medium rotation-overdue']);
  expect(newsOf('leaked')).toEqual(['new', 'resolved']);
  expect(newsOf('rotation-overdue')).toEqual(['new']);
});

it('each use of a decoy is recorded with both dates, and of no other key', async () => {
  await mark('AKIABAIT', 'decoy');
  await nextRun();
  expect((await changesOf('AKIABAIT')).at(-1)).toMatchObject({
    kinds: ['used-again'],
    before: { lastUsedAt: BEFORE },
    after: { lastUsedAt: AFTER },
  });
  expect((await changesOf('AKIAPLAIN')).flatMap(({ kinds }) => kinds)).not.toContain('used-again');
});

it('a cleared mark no longer watches', async () => {
  await mark('AKIABAIT', 'decoy');
  await mark('AKIABAIT', 'decoy', '--clear');
  await nextRun();
  expect((await changesOf('AKIABAIT')).flatMap(({ kinds }) => kinds)).not.toContain('used-again');
});

it('a mark that has ended no longer watches', async () => {
  await mark('AKIABAIT', 'decoy', '--until', EPOCH.slice(0, 10));
  await nextRun();
  expect((await changesOf('AKIABAIT')).flatMap(({ kinds }) => kinds)).not.toContain('used-again');
});

it('an exception hides other findings of its key, but not `leaked`', async () => {
  await mark('AKIAOLD', 'exception', '--until', '2027-01-31');
  await nextRun();
  expect(await openOf('AKIAOLD')).toEqual(['medium rotation-overdue excluded']);
  await mark('AKIAOLD', 'compromised');
  await nextRun();
  expect(await openOf('AKIAOLD')).toEqual(['critical leaked']);
});
