import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Inventory } from '../../../shared/inventory/contract.ts';
import { openTable } from '../../../shared/inventory/repository.ts';
import { INDEXES, RETIRED_INDEXES } from '../../../shared/inventory/table.ts';
import type { AccountKey } from '../../../shared/model/account.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { startEstate } from '../../bed/cli/estate.ts';
import { runSkc } from '../../bed/cli/run-skc.ts';

const PAY: AccountKey = 'aws#111122223333';
const SHOP: AccountKey = 'aws#444455556666';

let estate: Awaited<ReturnType<typeof startEstate>>;
beforeAll(async () => {
  estate = await startEstate();
  await change(estate.inventory, PAY, 'first-second', '2026-11-03T00:00:00Z', 'rotated');
  await change(estate.inventory, SHOP, 'last-second', '2026-11-05T23:59:59Z', 'deleted');
  await change(estate.inventory, SHOP, 'too-early', '2026-11-02T23:59:59Z', 'rotated');
  await change(estate.inventory, PAY, 'too-late', '2026-11-06T00:00:00Z', 'rotated');
});
afterAll(() => estate.stop());

/** Records a change of an SKC of its own. */
async function change(
  inventory: Inventory,
  account: AccountKey,
  name: string,
  observedAt: string,
  kind: string,
): Promise<void> {
  const before: StoredSkc = {
    id: `arn:aws:secretsmanager:eu-west-1:${account.slice(4)}:secret:${name}`,
    name,
    kind: 'secret',
    type: 'aws.secrets-manager-secret',
    cloud: 'aws',
    account,
    location: 'eu-west-1',
    state: 'active',
    tags: {},
    details: {},
    unknown: {},
    precise: {},
    revision: 1,
    discoveredAt: '2026-01-01T06:00:00Z',
    changedAt: '2026-01-01T06:00:00Z',
  };
  await inventory.discover(before);
  await inventory.apply(
    {
      account,
      skcId: before.id,
      name,
      type: before.type,
      revision: 2,
      kinds: [kind],
      observedAt,
      before: {},
      after: {},
    },
    { ...before, revision: 2, changedAt: observedAt },
  );
}

const lineSchema = z.looseObject({ name: z.string().optional(), skcId: z.string() });

const changes = (...argv: string[]) => runSkc(['changes', ...argv], estate.inventory);
async function namesOf(...argv: string[]): Promise<string[]> {
  const { stdout } = await changes(...argv, '--json');
  return z
    .array(lineSchema)
    .parse(JSON.parse(stdout))
    .map(({ name, skcId }) => name ?? skcId);
}

describe('skc changes', () => {
  it('lists all accounts, from the first second of --since to the last of --until, in UTC', async () => {
    expect(await namesOf('--since', '2026-11-03', '--until', '2026-11-05')).toEqual([
      'first-second',
      'last-second',
    ]);
    expect(await namesOf('--since', '2026-11-02', '--until', '2026-11-06')).toEqual([
      'too-early',
      'first-second',
      'last-second',
      'too-late',
    ]);
  });

  it('lists one day if both ends are the same', async () => {
    expect(await namesOf('--since', '2026-11-05', '--until', '2026-11-05')).toEqual(['last-second']);
  });

  it('lists the 30 days before --until, that day included, if --since is left out', async () => {
    const before = await namesOf('--until', '2026-12-03');
    expect(before).toContain('first-second');
    expect(before).not.toContain('too-early');
    expect(await namesOf('--until', '2026-12-04')).not.toContain('first-second');
  });

  it('ends today if --until is left out, and shows a change without a name, of the first release, by its id', async () => {
    const id = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:pay/db/main-AbCdEf';
    expect(await namesOf('--since', '2026-11-21')).toEqual([id]);
    expect((await changes('--since', '2026-11-21')).stdout).toContain(id);
  });

  it('lists discoveries on the day on which the SKC was seen first', async () => {
    expect(await namesOf('--since', '2026-10-01', '--until', '2026-10-01')).toEqual(
      expect.arrayContaining(['api.pay.example', 'cart', 'pay/db/main']),
    );
    expect(await namesOf('--since', '2026-10-01', '--until', '2026-10-01', '--kind', 'discovered')).toContain(
      'cart',
    );
  });

  it('lists one kind with --kind', async () => {
    const days = ['--since', '2026-11-02', '--until', '2026-11-06'];
    expect(await namesOf(...days, '--kind', 'deleted')).toEqual(['last-second']);
    expect(await namesOf(...days, '--kind', 'rotated')).toEqual(['too-early', 'first-second', 'too-late']);
  });

  it('prints a table with the account’s name, and how many there are', async () => {
    const { code, stdout } = await changes('--since', '2026-11-03', '--until', '2026-11-05');
    expect(code).toBe(0);
    expect(stdout).toMatch(/SEEN +CHANGE +NAME +TYPE +ACCOUNT/);
    expect(stdout).toMatch(/2026-11-05 23:59 UTC +deleted +last-second +secrets-manager-secret +shop-dev/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('2 changes from 2026-11-03 to 2026-11-05.');
  });

  it('prints comma-separated values with --csv', async () => {
    const { stdout } = await changes('--since', '2026-11-05', '--until', '2026-11-05', '--csv');
    expect(parse(stdout, { columns: true })).toEqual([
      {
        observedAt: '2026-11-05T23:59:59Z',
        kinds: 'deleted',
        id: 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:last-second',
        name: 'last-second',
        type: 'aws.secrets-manager-secret',
        account: SHOP,
        accountName: 'shop-dev',
      },
    ]);
  });

  it('says so if nothing changed, and exits with 0', async () => {
    const days = ['--since', '2025-01-01', '--until', '2025-01-02'];
    expect(await changes(...days)).toMatchObject({
      code: 0,
      stdout: '0 changes from 2025-01-01 to 2025-01-02.\n',
    });
    expect(JSON.parse((await changes(...days, '--json')).stdout)).toEqual([]);
    expect((await changes(...days, '--csv')).stdout.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [['--since', '2026-11-05', '--until', '2026-11-04'], /--since 2026-11-05 is after --until 2026-11-04/],
    [['--since', '2026-02-30'], /expected a day like 2026-10-31/],
    [['--since', '2025-10-17', '--until', '2026-11-21'], /more than 400 days/],
    [['--csv', '--json'], /--json and --csv cannot be combined/],
  ])('%j is a usage error', async (argv, message) => {
    const { code, stdout, stderr } = await changes(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('reads up to 400 days, with one query each', async () => {
    const empty = await answeringQueries(200, { Items: [], Count: 0, ScannedCount: 0 });
    const { code } = await runSkc(['changes', '--since', '2025-10-18'], empty.inventory);
    await empty.close();
    expect({ code, asked: empty.asked() }).toEqual({ code: 0, asked: 400 });
  });
});

describe('a table that is not at this release yet', () => {
  let former: Awaited<ReturnType<typeof startEstate>>;
  beforeAll(async () => {
    former = await startEstate(Object.keys(RETIRED_INDEXES));
  });
  afterAll(() => former.stop());

  it.each([
    ['changes', INDEXES.changesByDay.name],
    ['show pay/db/main', INDEXES.bySkc.name],
  ])('skc %s names the missing index and how to get it', async (command, index) => {
    const local = await runSkc(command.split(' '), former.inventory);
    expect({ ...local, stderr: local.stderr.split('\n') }).toEqual({
      code: 3,
      stdout: '',
      closed: 1,
      stderr: [
        `not upgraded yet: The table does not have the index ${index}: an earlier release made it.`,
        '  Wait until no other skc command runs, then run this one again: it upgrades the local table.',
        '',
      ],
    });
    const deployed = await runSkc([...command.split(' '), '--stack', 'SkcWatch'], former.inventory);
    expect(deployed).toMatchObject({ code: 3, stdout: '', closed: 1 });
    expect(deployed.stderr).toContain(`does not have the index ${index}`);
    expect(deployed.stderr).toContain('Run npm run deploy');
  });

  it.each([['list --due 60'], ['findings'], ['targets']])('skc %s needs none', async (command) => {
    const { code, stdout } = await runSkc(command.split(' '), former.inventory);
    expect(code).toBe(0);
    expect(stdout).toContain('pay-prod');
  });

  it('says to wait while DynamoDB fills the index', async () => {
    const filling = await answeringQueries(400, {
      __type: 'com.amazon.coral.validate#ValidationException',
      message: 'Cannot read from backfilling global secondary index: changesByDay',
    });
    const { code, stdout, stderr } = await runSkc(['changes', '--stack', 'SkcWatch'], filling.inventory);
    await filling.close();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(
      "not upgraded yet: The table's index changesByDay is still being filled.\n" +
        '  Run the command again later: DynamoDB takes minutes for a million items.\n',
    );
  });

  it('takes no other invalid request for a missing index', async () => {
    const refusing = await answeringQueries(400, {
      __type: 'com.amazon.coral.validate#ValidationException',
      message: 'ExpressionAttributeValues contains invalid value',
    });
    const { code, stderr } = await runSkc(['changes'], refusing.inventory);
    await refusing.close();
    expect(code).toBe(70);
    expect(stderr).toContain('ValidationException: ExpressionAttributeValues contains invalid value');
  });
});

/** The inventory over a DynamoDB that answers every request in the same way, in its wire format. */
async function answeringQueries(status: number, answer: object) {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  return {
    inventory: openTable(DynamoDBDocumentClient.from(client), 'skc'),
    asked: () => asked,
    close: async () => {
      client.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
