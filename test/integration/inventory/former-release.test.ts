import { readFileSync } from 'node:fs';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { migrateTable } from '../../bed/database.ts';
import type { Item } from '../../../shared/inventory/entity.ts';
import { INDEXES, RETIRED_INDEXES, tableDefinition } from '../../../shared/inventory/table.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { putRaw, rawItems } from '../../bed/inventory/raw-table.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingsOf,
  goodSecret,
  importedCertificate,
  OWN,
} from '../../bed/pipeline/estate.ts';
import { openDynalite, openStage, type Stage } from '../../bed/pipeline/stage.ts';

/** What commit 30e0f71 stored after three runs over the estate below, the last on 22 November. */
const DUMP = new URL('../../bed/inventory/stored/2026-11-22.jsonl', import.meta.url);
const items: Item[] = readFileSync(DUMP, 'utf8')
  .trim()
  .split('\n')
  .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
beforeAll(async () => {
  dynalite = await openDynalite();
});
afterAll(() => dynalite.close());

async function stageOfBefore(): Promise<Stage> {
  const estate = emptyEstate(2);
  accountAt(estate, 0).secrets.push(goodSecret('good'), goodSecret('bad', { rotation: undefined }));
  accountAt(estate, 0).certificates.push(importedCertificate('shop.example.com', 40));
  accountAt(estate, 1).secrets.push(goodSecret('other', { rotation: undefined }));
  const stage = await openStage(dynalite.url, estate, configOf(estate));
  await putRaw(stage, items);
  return stage;
}

describe('a table of the previous release', () => {
  it('is read by its former names', async () => {
    const stage = await stageOfBefore();
    const [finding] = await findingsOf(stage, OWN);
    const stored = items.find(({ item, account }) => account === OWN && String(item).endsWith('#expiring'));
    expect(finding).toMatchObject({
      rule: 'expiring',
      dueAt: stored?.['bitesAt'],
      notified: stored?.['told'],
    });
    expect(stage.database.inventory.damaged()).toEqual([]);
    await stage.close();
  });

  it('is continued: findings stay the same, and nothing is sent again', async () => {
    const stage = await stageOfBefore();
    const sameOnes = (each: Finding) => [
      each.rule,
      each.subject.id,
      each.openedAt,
      each.state,
      each.notified,
    ];
    const before = (await findingsOf(stage, OWN)).map(sameOnes);
    stage.sandbox.clock.advanceDays(2);
    const { failures, run } = await stage.run();
    expect(failures).toEqual([]);
    expect(stage.database.inventory.damaged()).toEqual([]);
    expect((await findingsOf(stage, OWN)).map(sameOnes)).toEqual(before);
    for (const { standing } of await stage.database.inventory.accounts())
      expect(standing?.runId).toBe(run.id);
    const topics = stage.sandbox.outbox.list().map(({ topic }) => topic);
    expect(topics.filter((topic) => topic !== 'skc-watch-organisation')).toEqual([]);
    await stage.close();
  });

  it('gets the current indexes on a laptop and keeps its content, even if killed between any two calls', async () => {
    const stage = await stageOfBefore();
    const client = new DynamoDBClient({
      endpoint: dynalite.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const table = 'of-before';
    await client.send(
      new CreateTableCommand(tableDefinition(table, ['bySkc', ...Object.keys(RETIRED_INDEXES)])),
    );
    const place = { database: stage.database, table };
    await putRaw(place, items);
    const held = await rawItems(place);
    for (let calls = 1, done = false; !done; calls++) {
      let left = calls;
      const dying = new DynamoDBClient({
        endpoint: dynalite.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        maxAttempts: 1,
      });
      dying.middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            // Waiting for a table repeats its call until it succeeds.
            if (commandName !== 'DescribeTableCommand' && left-- <= 0) throw new Error('killed');
            return next(args);
          },
        { step: 'initialize' },
      );
      done = await migrateTable(dying, table).then(
        () => true,
        () => false,
      );
      dying.destroy();
    }
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).toSorted()).toEqual(
      Object.keys(INDEXES).toSorted(),
    );
    expect(await rawItems(place)).toEqual(held);
    expect(await migrateTable(client, table)).toBe(false);
    client.destroy();
    await stage.close();
  });
});
