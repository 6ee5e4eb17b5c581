import { readFileSync } from 'node:fs';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { migrateTable } from '../../bed/database.ts';
import type { Item } from '../../../shared/inventory/entity.ts';
import { changeKey } from '../../../shared/inventory/keys.ts';
import { openTable } from '../../../shared/inventory/repository.ts';
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
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

/**
 * What commit 30e0f71 stored after three runs over the estate below, the last on 22 November; as if it had been killed
 * before the organisation's message was published.
 */
const DUMP = new URL('../../bed/inventory/stored/2026-11-22.jsonl', import.meta.url);
const dumped: Item[] = readFileSync(DUMP, 'utf8')
  .trim()
  .split('\n')
  .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

/** A change as that commit stored it: without the SKC's name and type, and without keys of an index by day. */
const BAD = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:bad-AbCdEf';
const change: Item = {
  account: OWN,
  item: changeKey(OWN, BAD, 2).item,
  skcId: BAD,
  revision: 2,
  kinds: ['rotated'],
  observedAt: '2026-11-21T07:00:00Z',
  before: { lastRotatedAt: '2026-08-13T06:00:00Z' },
  after: { lastRotatedAt: '2026-11-21T06:30:00Z' },
};
/** A finding that was edited by hand, so that it cannot be read. */
const damaged: Item = {
  account: OWN,
  item: 'finding#edited#expiring',
  bitesAt: '2026-12-01T06:00:00Z',
  rule: 7,
};

const dynalite = dynaliteOfFile();

async function stageOfBefore(): Promise<Stage> {
  const estate = emptyEstate(2);
  accountAt(estate, 0).secrets.push(goodSecret('good'), goodSecret('bad', { rotation: undefined }));
  accountAt(estate, 0).certificates.push(importedCertificate('shop.example.com', 40));
  accountAt(estate, 1).secrets.push(goodSecret('other', { rotation: undefined }));
  const stage = await openStage(dynalite.url, estate, configOf(estate));
  await putRaw(stage, dumped);
  return stage;
}

describe('a table of the previous release', () => {
  it('is read by its former names', async () => {
    const stage = await stageOfBefore();
    const [finding] = await findingsOf(stage, OWN);
    const stored = dumped.find(({ item, account }) => account === OWN && String(item).endsWith('#expiring'));
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

  it('has its pending message sent once, under its id, and what it says marked', async () => {
    const stage = await stageOfBefore();
    const pending = dumped.find(({ item, state }) => item === 'digest-last' && state === 'pending');
    const copies = () =>
      stage.sandbox.outbox.list().filter(({ attributes }) => attributes['digest']?.value === pending?.['id']);
    stage.sandbox.clock.advanceDays(2);
    await stage.run();
    expect(copies().map(({ topic }) => topic)).toEqual(['skc-watch-organisation']);
    const other = await findingsOf(stage, 'aws#200000000001');
    expect(other.map(({ notified }) => notified['organisation']?.digest)).toEqual([pending?.['id']]);
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(copies()).toHaveLength(1);
    await stage.close();
  });

  it('gets the current indexes on a laptop and keeps its content, even if killed between any two calls', async () => {
    const stage = await stageOfBefore();
    const client = openClient();
    const table = 'killed';
    const place = await localTableOfBefore(stage, client, table);
    const held = await rawItems(place);
    for (let calls = 1, done = false; !done; calls++) {
      let left = calls;
      const dying = openClient();
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
    const migrated = await rawItems(place);
    expect([...migrated.keys()].toSorted()).toEqual([...held.keys()].toSorted());
    for (const [name, item] of held) expect(migrated.get(name)).toMatchObject(item);
    expect(migrated.get(`${OWN} / ${String(damaged['item'])}`)).toEqual(damaged);
    expect(await migrateTable(client, table)).toBe(false);
    client.destroy();
    await stage.close();
  });

  it('lists on a laptop what was found and changed before the migration', async () => {
    const stage = await stageOfBefore();
    const client = openClient();
    const table = 'listed';
    await localTableOfBefore(stage, client, table);
    expect(await migrateTable(client, table)).toBe(true);

    const inventory = openTable(stage.database.client, table);
    const lines: string[] = [];
    for await (const { kinds, name, skcId } of inventory.changesOn('2026-11-21'))
      lines.push(`${kinds.join(' ')}: ${name ?? skcId}`);
    expect(lines.toSorted()).toEqual([
      'discovered: bad',
      'discovered: good',
      'discovered: other',
      'discovered: shop.example.com',
      `rotated: ${BAD}`,
    ]);
    const open = async (severity: string) => {
      const { Items = [] } = await stage.database.client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'openBySeverity',
          KeyConditionExpression: 'openSeverity = :severity',
          ExpressionAttributeValues: { ':severity': severity },
        }),
      );
      return Items.map((item) => `${item['subjectName']} ${item['rule']} ${item['dueAt']}`).toSorted();
    };
    expect(await open('low')).toEqual(['shop.example.com expiring 2026-12-31T06:00:00Z']);
    expect(await open('medium')).toEqual([
      'bad never-expires 2026-08-13T06:00:00Z',
      'other never-expires 2026-08-13T06:00:00Z',
    ]);
    client.destroy();
    await stage.close();
  });
});

/** A table with the indexes of that commit and its items. */
async function localTableOfBefore(stage: Stage, client: DynamoDBClient, table: string) {
  const indexes = ['bySkc', ...Object.keys(RETIRED_INDEXES)];
  await client.send(new CreateTableCommand(tableDefinition(table, indexes)));
  const place = { database: stage.database, table };
  await putRaw(place, [...dumped, change, damaged]);
  return place;
}

function openClient(): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: dynalite.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}
