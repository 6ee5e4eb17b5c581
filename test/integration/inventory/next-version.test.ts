import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '../../../shared/inventory/entity.ts';
import { captured } from '../../bed/cli/captured.ts';
import { putRaw, rawItems } from '../../bed/inventory/raw-table.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  goodSecret,
  importedCertificate,
  OWN,
} from '../../bed/pipeline/estate.ts';
import { openDynalite, openStage, type Stage } from '../../bed/pipeline/stage.ts';

/** The items that every run writes: the account with its summary, scans, runs. */
const REWRITTEN = /^(organisation \/ (account|run)#|\S+ \/ scan#)/;
const ADDED = { deep: ['of the next version', { more: 1 }] };

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let stage: Stage;
let before: Map<string, Item>;
let after: Map<string, Item>;
let result: Awaited<ReturnType<Stage['run']>>;
let messages = 0;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skc-next-version-'));
  dynalite = await openDynalite();
  const estate = emptyEstate(2);
  accountAt(estate, 0).secrets.push(goodSecret('good'), goodSecret('bad', { rotation: undefined }));
  accountAt(estate, 0).certificates.push(importedCertificate('shop.example.com', 40));
  accountAt(estate, 1).secrets.push(goodSecret('other', { rotation: undefined }));
  stage = await openStage(dynalite.url, estate, configOf(estate));
  await stage.run();
  // What is read from the next day on is read.
  stage.sandbox.clock.advanceDays(1);
  await stage.run();
  messages = stage.sandbox.outbox.list().length;

  const items = [...(await rawItems(stage)).values()];
  const known: Item[] = items.map((item) => ({ ...item, v: 99, ofTheNextVersion: ADDED }));
  const finding = required(
    known.find(({ item, subjectName }) => String(item).startsWith('finding#') && subjectName === 'bad'),
  );
  const bySubject = finding.item.split('#')[1];
  await putRaw(stage, [
    ...known,
    { ...finding, item: `finding#${bySubject}#from-the-next-version`, rule: 'from-the-next-version' },
    { ...finding, item: `finding#${bySubject}#expired`, rule: 'expired', state: 'acknowledged' },
    {
      ...finding,
      item: 'finding#endpointendpointendpointen#served-too-long',
      rule: 'served-too-long',
      subject: { kind: 'endpoint', id: 'https://shop.example.com', name: 'shop.example.com', port: 443 },
      skcId: 'https://shop.example.com',
    },
    {
      account: OWN,
      item: 'change#aaaaaaaaaaaaaaaaaaaaaaaaaa#000009',
      skcId: String(finding['skcId']),
      revision: 9,
      kinds: ['moved-by-the-next-version'],
      observedAt: '2026-11-20T06:00:00Z',
      before: {},
      after: {},
      v: 99,
    },
    {
      account: OWN,
      item: 'contact#aaaaaaaaaaaaaaaaaaaaaaaaaa',
      kind: 'pager',
      address: '+44 1632 960000',
      source: 'a-directory',
      since: '2026-11-20T06:00:00Z',
      v: 99,
    },
    { account: OWN, item: 'usage#aaaaaaaaaaaaaaaaaaaaaaaaaa#1', place: 'a line of code', v: 1 },
    { account: 'organisation', item: 'review#1', question: 'is this yours?', v: 1 },
  ]);
  before = await rawItems(stage);
  stage.sandbox.clock.advanceDays(1);
  result = await stage.run();
  after = await rawItems(stage);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stage.close();
  await dynalite.close();
});

function required(item: Item | undefined): Item & { item: string } {
  if (item === undefined || typeof item['item'] !== 'string') throw new Error('no such item');
  return { ...item, item: item['item'] };
}

describe('a table of the next version', () => {
  it('goes through a run without an error', () => {
    expect(result.failures).toEqual([]);
    expect(result.problems).toEqual([]);
    expect(stage.database.inventory.damaged()).toEqual([]);
  });

  it('is unchanged, except for the items that every run rewrites', () => {
    for (const [key, item] of before) {
      if (REWRITTEN.test(key)) continue;
      expect({ key, item: after.get(key) }).toEqual({ key, item });
    }
  });

  it('keeps new attributes of the items that every run rewrites', () => {
    const rewritten = [...before].filter(
      ([key, { ofTheNextVersion }]) => REWRITTEN.test(key) && ofTheNextVersion,
    );
    expect(rewritten.length).toBeGreaterThan(4);
    for (const [key] of rewritten) expect(after.get(key)).toMatchObject({ v: 99, ofTheNextVersion: ADDED });
  });

  it('sends nothing again', () => {
    expect(stage.sandbox.outbox.list()).toHaveLength(messages);
  });

  const ANY = /1/;
  const UNKNOWN_WORD = /from-the-next-version/;
  // The finding of an endpoint, a kind of subject that this version does not know.
  const UNKNOWN_KIND = /served-too-long/;
  // An unknown rule, an unknown state and an unknown kind of subject.
  const COUNTED_APART = /from-the-next-version[^]*acknowledged[^]*; 3 findings from a newer version; as of/;
  it.each([
    ['list', ANY],
    ['list --json', ANY],
    ['list --csv', ANY],
    ['show bad', /from-the-next-version[^]*from a newer version/],
    ['findings', COUNTED_APART],
    ['findings --json', UNKNOWN_WORD],
    ['findings --csv', UNKNOWN_WORD],
    ['findings --json', UNKNOWN_KIND],
    ['findings --csv', UNKNOWN_KIND],
    ['contacts', ANY],
    ['targets', ANY],
  ])('is shown by skc %s', async (line, expected) => {
    const { stdout, stderr, code } = await captured(['--directory', folder, ...line.split(' ')], {
      now: () => stage.sandbox.clock.now(),
      open: async () => ({ inventory: stage.database.inventory, close: async () => undefined }),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(expected);
  });
});
