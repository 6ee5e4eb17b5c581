import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { connectDatabase, TABLE } from '../../test/bed/database.ts';
import { signInToSandbox } from '../../test/bed/sandbox/sign-in.ts';
import { sandboxControl } from '../../sandbox/control.ts';
import { MEMBER_ROLE } from '../../sandbox/estate/generate.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { oneDay, type Day } from './day.ts';
import { storedBytes } from '../../test/bed/inventory/write-units.ts';
import type { Latency, Shape, ShapeMeasured } from './measured.ts';
import { meterOf } from '../../test/bed/inventory/meter.ts';

/**
 * `node bench/cost/measure.ts`: runs the deployed steps over organisations of three shapes on the sandbox, daily, and
 * writes the results to `measured.json`, from which `docs/cost.md` is calculated. Takes about seven minutes.
 */
const SHAPES: readonly Shape[] = [
  { accounts: 10, skcs: 100, regions: 4 },
  { accounts: 10, skcs: 300, regions: 4 },
  { accounts: 10, skcs: 100, regions: 8 },
];
/** Days until the weekly updates of last-use dates are spread evenly over all days. */
const SETTLING_DAYS = 9;
const COUNTED_DAYS = 7;
const LATENCY: Latency = { cloudMs: 40, tableMs: 5, bucketMs: 25 };
const urlsSchema = z.object({ sandbox: z.url(), database: z.url() });

const shapes: ShapeMeasured[] = [];
for (const shape of SHAPES) {
  console.log(`cost: ${shape.accounts} accounts with ${shape.skcs} SKCs in ${shape.regions} regions each …`);
  shapes.push(await measure(shape));
}
const measuredAt = new Date().toISOString().slice(0, 10);
const file = fileURLToPath(new URL('./measured.json', import.meta.url));
writeFileSync(
  file,
  `${JSON.stringify({ measuredAt, node: process.version, countedDays: COUNTED_DAYS, latency: LATENCY, shapes }, undefined, 2)}\n`,
);
console.log(`Saved as ${file}`);

async function measure(shape: Shape): Promise<ShapeMeasured> {
  const { child, urls } = await startServers(shape);
  try {
    signInToSandbox(process.env, urls.sandbox);
    const control = sandboxControl(urls.sandbox);
    const database = await connectDatabase(urls.database);
    const meter = meterOf(database.client, urls.database, TABLE);
    const place = { database, table: TABLE, config: configOf(shape), meter, bucketMs: 0 };
    const day = async () => {
      const done = await oneDay(await control.clock.now(), place);
      await control.clock.advanceDays(1);
      return done;
    };
    const first = await day();
    for (let index = 1; index < SETTLING_DAYS; index++) await day();

    Object.assign(meter, { reads: {}, writes: {} });
    const days: Day[] = [];
    for (let index = 0; index < COUNTED_DAYS; index++) days.push(await day());
    const { reads, writes } = meter;
    const stored = await storedIn(urls.database);

    meter.latencyMs = LATENCY.tableMs;
    place.bucketMs = LATENCY.bucketMs;
    await control.faults.add({ kind: 'latency', ms: LATENCY.cloudMs });
    const slow = await day();
    database.close();

    const daily = shape.accounts * COUNTED_DAYS;
    return {
      shape,
      targets: first.targets / shape.accounts,
      batches: first.batches / shape.accounts,
      changes: total(days, ({ changes }) => changes) / daily,
      digests: total(days, ({ digests }) => digests) / daily,
      calls: callsOf(days, daily),
      reads: Object.fromEntries(Object.entries(reads).map(([step, units]) => [step, rounded(units / daily)])),
      writes: perAccount(writes, daily),
      stored: Object.fromEntries(
        Object.entries(stored).map(([kind, bytes]) => [kind, rounded(bytes / shape.accounts)]),
      ),
      seconds: secondsOf(slow, shape.accounts),
    };
  } finally {
    child.disconnect();
  }
}

async function startServers({ accounts, skcs, regions }: Shape): Promise<{
  child: ChildProcess;
  urls: z.infer<typeof urlsSchema>;
}> {
  const child = fork(fileURLToPath(new URL('./servers.ts', import.meta.url)), [
    String(accounts),
    String(skcs),
    String(regions),
  ]);
  const [message] = await once(child, 'message');
  return { child, urls: urlsSchema.parse(message) };
}

/** Every account has a confirmed contact, so that every account is notified separately. */
function configOf({ accounts }: Shape) {
  const ids = Array.from({ length: accounts }, (_, index) =>
    index === 0 ? '111111111111' : String(200_000_000_000 + index),
  );
  const contact = (name: string) => [{ kind: 'shared-inbox', address: `${name}@example.com` }] as const;
  return configSchema.parse({
    organisation: { accountsFrom: 'aws-organizations' },
    memberRole: MEMBER_ROLE,
    contacts: {
      organisation: contact('security'),
      accounts: Object.fromEntries(ids.map((id) => [id, contact(`team-${id}`)])),
    },
  });
}

/** Bytes by kind of item, table and indexes together. */
async function storedIn(endpoint: string): Promise<Record<string, number>> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const stored: Record<string, number> = {};
  for await (const { Items = [] } of paginateScan({ client }, { TableName: TABLE }))
    for (const item of Items) {
      const kind = item['item']?.S?.split('#')[0] ?? 'other';
      const { table, indexes } = storedBytes(item);
      stored[kind] = (stored[kind] ?? 0) + table + indexes;
    }
  client.destroy();
  return stored;
}

function callsOf(days: readonly Day[], daily: number): Record<string, number> {
  const services: Record<string, number> = {};
  for (const { calls } of days)
    for (const [operation, count] of Object.entries(calls)) {
      const service = operation.split(':')[0] ?? operation;
      services[service] = (services[service] ?? 0) + count / daily;
    }
  return Object.fromEntries(Object.entries(services).map(([name, count]) => [name, rounded(count)]));
}

function perAccount(writes: ReturnType<typeof meterOf>['writes'], by: number): ShapeMeasured['writes'] {
  return Object.fromEntries(
    Object.entries(writes)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, { count, bytes, table, indexes }]) => [
        kind,
        {
          count: rounded(count / by),
          bytes: Math.round(bytes / count),
          table: rounded(table / count),
          indexes: rounded(indexes / count),
        },
      ]),
  );
}

function secondsOf({ seconds }: Day, accounts: number): ShapeMeasured['seconds'] {
  return Object.fromEntries(
    Object.entries(seconds).map(([step, { wall, cpu }]) => [
      step,
      { wall: rounded(wall / accounts), cpu: rounded(cpu / accounts) },
    ]),
  );
}

function total(days: readonly Day[], of: (day: Day) => number): number {
  return days.reduce((sum, each) => sum + of(each), 0);
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
