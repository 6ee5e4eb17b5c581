import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isIncomplete } from '../../../cli/run/local-run.ts';
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
  skcsOf,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

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

/** What a run must read in an account, beside its item. */
const PAGE = ['targets#', 'groups'] as const;
const ROOT = join(import.meta.dirname, '../../..');

const dynalite = dynaliteOfFile();

/** @param how.uncontacted adds an account that has no contact, so the organisation is notified of its findings. */
async function stageAfterARun({ uncontacted = false } = {}): Promise<Stage> {
  const estate = emptyEstate(uncontacted ? 3 : 2);
  for (const index of estate.accounts.keys()) {
    accountAt(estate, index).secrets.push(goodSecret(`secret-${index}`, { rotation: undefined }));
    accountAt(estate, index).certificates.push(importedCertificate('shop.example.com', 10));
  }
  const config = configOf(estate);
  if (uncontacted) delete config.contacts?.accounts?.[accountAt(estate, 2).id];
  const stage = await openStage(dynalite.url, estate, config);
  await stage.run();
  stage.sandbox.clock.advanceDays(1);
  return stage;
}

async function breakFirst(
  stage: Stage,
  prefix: string,
  attribute: string,
  account: string = OWN,
): Promise<{ key: string; item: Item }> {
  for (const [key, item] of await rawItems(stage)) {
    const owned = item['account'] === account || item['account'] === 'organisation';
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

  it.each([...SKIPPED, ...REPAIRED, PAGE])(
    '%s stops no judgement and no message of another account or the organisation, and the run is incomplete',
    async (prefix, attribute) => {
      const stage = await stageAfterARun({ uncontacted: true });
      await breakFirst(stage, prefix, attribute);
      const sent = stage.sandbox.outbox.list().length;
      // The certificates now have five days left, which is due to be reported.
      stage.sandbox.clock.advanceDays(4);
      const result = await stage.run();
      const { inventory } = stage.database;
      expect(await isIncomplete(inventory, result)).toBe(true);
      const accounts = await inventory.accounts();
      for (const { standing } of accounts.filter((each) => each.key !== OWN))
        expect(standing).toMatchObject({ runId: result.run.id, findings: { critical: 1 } });
      const topics = stage.sandbox.outbox
        .list()
        .slice(sent)
        .map(({ topic }) => topic);
      expect(topics).toContain('skc-watch-200000000001');
      expect(topics).toContain('skc-watch-organisation');
      await stage.close();
    },
  );
});

describe('a damaged page of targets', () => {
  it('is named, and written again by the plan', async () => {
    const stage = await stageAfterARun();
    const before = await findingLines(stage, OWN);
    const { key } = await breakFirst(stage, ...PAGE);
    const { items } = await damageAfterARun(stage);
    expect(items.map((each) => `${each.account} / ${each.item}`)).toEqual([key]);
    expect(items[0]?.why).toContain('groups');
    expect(await findingLines(stage, OWN)).toEqual(before);
    stage.sandbox.clock.advanceDays(1);
    expect((await damageAfterARun(stage)).count).toBe(0);
    await stage.close();
  });

  it('that the plan cannot make whole resolves no finding of its targets, which count as failed', async () => {
    const stage = await stageAfterARun();
    const { inventory } = stage.database;
    const member = 'aws#200000000001';
    // Without its role the account's regions are unknown, so its targets are known from the page alone.
    stage.sandbox.faults.add({ service: 'sts', operation: 'AssumeRole', kind: 'deny' });
    await stage.run();
    const before = await findingLines(stage, member);
    const unreadable = before.filter((line) => line.includes('target-unreadable'));
    expect(unreadable.length).toBeGreaterThan(1);
    const planned = (await inventory.account(member))?.targetCount ?? 0;
    await breakFirst(stage, ...PAGE, member);
    stage.sandbox.clock.advanceDays(1);
    const result = await stage.run();
    const lines = await findingLines(stage, member);
    expect(lines.map((line) => line.replace('stale ', ''))).toEqual(
      before.map((line) => line.replace('stale ', '')),
    );
    const account = await inventory.account(member);
    expect(account?.targetCount).toBe(planned);
    expect(account?.standing?.coverage).toMatchObject({ planned, complete: 0 });
    for (const skc of await skcsOf(stage, member)) expect(skc.absentAt).toBeUndefined();
    expect(await isIncomplete(inventory, result)).toBe(true);
    stage.sandbox.faults.clear();
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    const healed = (await inventory.account(member))?.standing?.coverage;
    expect(healed).toMatchObject({ planned, complete: planned });
    await stage.close();
  });
});

it('no text advises to delete an item of the table, since some hold history', () => {
  const files = globSync(['{cli,doctor,functions,infra,shared}/**/*.ts', 'docs/*.md', 'README.md'], {
    cwd: ROOT,
  });
  expect(files.length).toBeGreaterThan(200);
  const advice =
    /(?<!\.)\b(?:delete|remove|drop)\b[^.]{0,40}\b(?:item|items|row|rows|record|records)\b(?! ?:)/i;
  const found = files.filter((file) => advice.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(found).toEqual([]);
});
