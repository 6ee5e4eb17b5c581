import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damageOfRun } from '../../../shared/inventory/damage.ts';
import type { Item } from '../../../shared/inventory/entity.ts';
import { putRaw, rawItems } from '../../bed/inventory/raw-table.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingLines,
  goodSecret,
  importedCertificate,
  OWN,
} from '../../bed/pipeline/estate.ts';
import { openDynalite, openStage, type Stage } from '../../bed/pipeline/stage.ts';

/** Kinds whose damaged items a run leaves unchanged, with the attribute that is damaged here. */
const SKIPPED = [
  ['skc#', 'name'],
  ['finding#', 'severity'],
  ['contact#', 'kind'],
] as const;
/** Kinds with only data from the clouds: the run writes them again. */
const REPAIRED = [
  ['scan#', 'outcome'],
  ['account#', 'targetCount'],
  ['run#', 'state'],
  ['message#', 'state'],
] as const;

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
beforeAll(async () => {
  dynalite = await openDynalite();
});
afterAll(() => dynalite.close());

async function stageAfterARun(): Promise<Stage> {
  const estate = emptyEstate(2);
  for (const index of [0, 1]) {
    accountAt(estate, index).secrets.push(goodSecret(`secret-${index}`, { rotation: undefined }));
    accountAt(estate, index).certificates.push(importedCertificate('shop.example.com', 10));
  }
  const stage = await openStage(dynalite.url, estate, configOf(estate));
  await stage.run();
  stage.sandbox.clock.advanceDays(1);
  return stage;
}

async function breakFirst(
  stage: Stage,
  prefix: string,
  attribute: string,
): Promise<{ key: string; item: Item }> {
  for (const [key, item] of await rawItems(stage)) {
    const owned = item['account'] === OWN || item['account'] === 'organisation';
    if (!owned || !String(item['item']).startsWith(prefix)) continue;
    const broken = { ...item, [attribute]: { broken: true } };
    await putRaw(stage, [broken]);
    return { key, item: broken };
  }
  throw new Error(`no item begins with ${prefix}`);
}

async function damageAfterARun(stage: Stage) {
  const result = await stage.run();
  expect(result.failures).toEqual([]);
  const { inventory } = stage.database;
  return damageOfRun(result.run, await inventory.accounts(), inventory.damaged());
}

describe('a damaged item', () => {
  it.each(SKIPPED)('%s is named, skipped and left unchanged', async (prefix, attribute) => {
    const stage = await stageAfterARun();
    const untouched = await findingLines(stage, 'aws#200000000001');
    const { key, item } = await breakFirst(stage, prefix, attribute);
    const { count, items } = await damageAfterARun(stage);
    expect(count).toBe(1);
    expect(items.map((each) => `${each.account} / ${each.item}`)).toEqual([key]);
    expect(items[0]?.why).toContain(attribute);
    expect((await rawItems(stage)).get(key)).toEqual(item);
    expect(await findingLines(stage, 'aws#200000000001')).toEqual(untouched);
    await stage.close();
  });

  it.each(REPAIRED)('%s is named, and rewritten from what the run reads', async (prefix, attribute) => {
    const stage = await stageAfterARun();
    const { key } = await breakFirst(stage, prefix, attribute);
    const { items } = await damageAfterARun(stage);
    expect(items.map((each) => `${each.account} / ${each.item}`)).toEqual([key]);
    stage.sandbox.clock.advanceDays(1);
    const fresh = await stage.run();
    const { inventory } = stage.database;
    const accounts = await inventory.accounts();
    expect(accounts).toHaveLength(2);
    for (const { standing } of accounts) expect(standing).toMatchObject({ runId: fresh.run.id });
    await stage.close();
  });

  it('of another account stops no alert', async () => {
    const stage = await stageAfterARun();
    for (const [prefix, attribute] of SKIPPED) await breakFirst(stage, prefix, attribute);
    const sent = stage.sandbox.outbox.list().length;
    stage.sandbox.clock.advanceDays(4);
    expect((await damageAfterARun(stage)).count).toBe(3);
    const topics = stage.sandbox.outbox
      .list()
      .slice(sent)
      .map(({ topic }) => topic);
    expect(topics).toContain('skc-watch-200000000001');
    await stage.close();
  });
});
