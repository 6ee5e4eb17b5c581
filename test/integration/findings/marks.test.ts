import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { connectDatabase } from '../../bed/database.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { updateFindings } from '../../../shared/findings/update.ts';
import { watch } from '../../../shared/inventory/watch.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Mark } from '../../../shared/model/mark.ts';
import { putReadAccount } from '../../bed/findings/read-account.ts';
import { NOW, stored } from '../../bed/inventory/skc.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';

const RUN = { id: 'r1', now: NOW };
const KEY = stored({
  lastUsedAt: '2026-11-19T06:00:00Z',
  revision: 1,
  createdAt: '2020-01-01T00:00:00Z',
  versionCreatedAt: '2020-01-01T00:00:00Z',
});
const TARGET = { location: KEY.location, source: KEY.type };

let server: Awaited<ReturnType<typeof openDynalite>>;
let tables = 0;
beforeAll(async () => {
  server = await openDynalite();
});
afterAll(() => server.close());

function mark(facts: Partial<Mark>): Mark {
  const at = '2026-11-20T10:00:00Z';
  return {
    account: KEY.account,
    skcId: KEY.id,
    kind: 'compromised',
    by: 'Sarah',
    at,
    reason: 'leaked',
    ...facts,
  };
}

/** A table with one old secret, whose target was read in the run. */
async function openTable() {
  tables += 1;
  const database = await connectDatabase(server.url, `marks-${tables}`);
  onTestFinished(() => database.close());
  const { inventory } = database;
  await putReadAccount(inventory, KEY, RUN);
  const judge = async (): Promise<Finding[]> => {
    await updateFindings({ run: RUN, account: KEY.account }, { inventory, config: configSchema.parse({}) });
    const findings: Finding[] = [];
    for await (const finding of inventory.findings(KEY.account)) findings.push(finding);
    return findings.filter(({ state }) => state === 'open');
  };
  return { inventory, judge };
}

it('a compromised SKC is leaked, and its lesser findings are suppressed until the mark is cleared', async () => {
  const { inventory, judge } = await openTable();
  expect((await judge()).map(({ rule }) => rule)).toEqual(['rotation-overdue']);
  await inventory.setMark(mark({}));
  expect(await judge()).toMatchObject([{ rule: 'leaked', severity: 'critical', dueAt: mark({}).at }]);
  await inventory.clearMark(mark({ at: NOW }));
  expect((await judge()).map(({ rule }) => rule)).toEqual(['rotation-overdue']);
});

it('an exception hides the findings of its SKC, except `leaked`', async () => {
  const { inventory, judge } = await openTable();
  const until = '2027-01-31T23:59:59Z';
  await inventory.setMark(mark({ kind: 'exception', until }));
  expect(await judge()).toMatchObject([{ excluded: { by: 'Sarah', reason: 'leaked', until } }]);
  await inventory.setMark(mark({}));
  const [leaked] = await judge();
  expect(leaked).toMatchObject({ rule: 'leaked' });
  expect(leaked?.excluded).toBeUndefined();
});

it('watching an SKC is recorded in its target’s scan, and the next reading uses it', async () => {
  const { inventory } = await openTable();
  const scan = () => inventory.scan({ account: KEY.account, cloud: 'aws', ...TARGET });
  await watch(KEY, { since: NOW }, inventory);
  expect(await scan()).toMatchObject({ watched: { [KEY.id]: NOW }, scanRevision: 2 });
  expect((await scan())?.listingHash).toBeUndefined();
  await watch(KEY, { since: NOW }, inventory);
  expect((await scan())?.scanRevision).toBe(2);
  await watch(KEY, undefined, inventory);
  expect((await scan())?.watched).toEqual({});
});
