import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { openClouds } from '../../cli/run/clouds.ts';
import { isIncomplete } from '../../cli/run/local-run.ts';
import { runPipeline } from '../../cli/run/pipeline.ts';
import type { PublishedMessage } from '../../sandbox/outbox.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import type { Item } from '../../shared/inventory/entity.ts';
import { addDays, instant, type Instant } from '../../shared/model/instant.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { endCompanion, openDatabase, readLock } from '../bed/local/companion.ts';
import { connectDatabase, TABLE, type Database } from '../bed/database.ts';
import { putRaw, rawItems } from '../bed/inventory/raw-table.ts';
import { EPOCH, REGION } from '../bed/pipeline/estate.ts';
import { signInToSandbox } from '../bed/sandbox/sign-in.ts';
import type { Scenario } from './scenarios.ts';
import { asProcess, type Fate, type SimulatedProcess } from './wire.ts';

export interface RunOptions {
  kill?: SimulatedProcess['killAt'];
  /** @param occurrence How often the same was asked before. */
  fateOf?: (call: string, occurrence: number) => Fate | undefined;
  /** Of the clock that leases are held by. */
  skewSeconds?: number;
  /** The run's clock; default: the sandbox's. */
  now?: Instant;
  /** The process is of a newer version. */
  newer?: boolean;
}

/** How a process ended. */
export interface Ended {
  /** It ended by itself and left nothing out. */
  whole: boolean;
  error: unknown;
}

/** One table, over a sandbox that the seeds of a scenario share. */
export interface World {
  sandbox: Sandbox;
  run(options?: RunOptions): Promise<Ended>;
  items(): Promise<Map<string, Item>>;
  /** Messages since the world began. */
  messages(): PublishedMessage[];
  /** Moves the real clock, by which leases end. */
  wait(days: number): void;
  /** Ends the process of the database, if it has one of its own. */
  killDatabase(): void;
  close(): Promise<void>;
}

export type WorldMaker = (scenario: Scenario, held?: ReadonlyMap<string, Item>) => Promise<World>;

let tables = 0;

/** A sandbox for a scenario, and new tables beside it. */
export async function openWorlds(
  endpoint: string,
  scenario: Scenario,
): Promise<{
  open(held?: ReadonlyMap<string, Item>, ownDatabase?: boolean): Promise<World>;
  close(): Promise<void>;
}> {
  const sandbox = await startSandbox({ estate: scenario.estate });
  return {
    open: async (held, ownDatabase = false) =>
      openWorld(ownDatabase ? processTables() : sharedTables(endpoint), sandbox, scenario, held),
    close: () => sandbox.close(),
  };
}

/** Where the table of a world is. */
interface Tables {
  table: string;
  connect(): Promise<Database>;
  /** Removes the table. */
  end(): Promise<void>;
  kill(): void;
}

/** A table of the database that all worlds share. */
function sharedTables(endpoint: string): Tables {
  const table = `world-${(tables += 1)}`;
  const connect = () => connectDatabase(endpoint, table);
  return {
    table,
    connect,
    async end() {
      const database = await connect();
      await database.client.send(new DeleteTableCommand({ TableName: table }));
      database.close();
    },
    kill: () => undefined,
  };
}

/** A table of a database of its own: the process that a laptop's commands share, which each of them starts if need be. */
function processTables(): Tables {
  const directory = mkdtempSync(join(tmpdir(), 'skc-world-'));
  const lock = join(directory, 'database.lock');
  return {
    table: TABLE,
    connect: () => openDatabase(directory),
    async end() {
      await endCompanion('database', directory);
      rmSync(directory, { recursive: true, force: true });
    },
    kill() {
      const held = readLock(lock);
      if (typeof held === 'object') process.kill(held.pid, 'SIGKILL');
    },
  };
}

async function openWorld(
  place: Tables,
  sandbox: Sandbox,
  scenario: Scenario,
  held: ReadonlyMap<string, Item> = new Map(),
): Promise<World> {
  const { table } = place;
  const connect = () => place.connect();
  const first = await connect();
  await putRaw({ database: first, table }, held.values());
  first.close();
  sandbox.faults.clear();
  signInToSandbox(process.env, sandbox.url);
  const before = sandbox.outbox.list().length;
  // One clock for all processes: waiting costs no time.
  // The lease of a message that the last release left behind has ended.
  const clock = { ms: Date.parse(EPOCH) + (scenario.held === undefined ? 0 : 30 * 86_400_000) };
  return {
    sandbox,
    run: (options = {}) => runOnce({ connect, sandbox, scenario, clock }, options),
    async items() {
      const database = await connect();
      const items = await rawItems({ database, table });
      database.close();
      return items;
    },
    messages: () => sandbox.outbox.list().slice(before),
    wait: (days) => {
      clock.ms += days * 86_400_000;
    },
    killDatabase: () => place.kill(),
    close: () => place.end(),
  };
}

interface Place {
  connect: Tables['connect'];
  sandbox: Sandbox;
  scenario: Scenario;
  clock: { ms: number };
}

async function runOnce(place: Place, options: RunOptions): Promise<Ended> {
  const database = await place.connect();
  const config = configSchema.parse(place.scenario.config);
  const { aws, clouds, close } = await openClouds(config, new Calls(), 'federated');
  const sns = new SNSClient(clientConfig(REGION));
  const asked = new Map<string, number>();
  const simulated: SimulatedProcess = {
    newer: options.newer,
    killAt: options.kill,
    calls: 0,
    dead: false,
    under: new Set(),
    fateOf: (call) => {
      const occurrence = asked.get(call) ?? 0;
      asked.set(call, occurrence + 1);
      return options.fateOf?.(call, occurrence);
    },
  };
  const clock = () => instant(place.clock.ms + (options.skewSeconds ?? 0) * 1_000);
  try {
    return await asProcess(simulated, () =>
      pipeline(place, options, { database, config, aws, clouds, sns, clock }),
    );
  } catch (error) {
    return { whole: false, error };
  } finally {
    close();
    sns.destroy();
    database.close();
  }
}

async function pipeline(
  { sandbox, clock: real }: Place,
  { now = sandbox.clock.now() }: RunOptions,
  {
    database,
    config,
    aws,
    clouds,
    sns,
    clock,
  }: Pick<Awaited<ReturnType<typeof openClouds>>, 'aws' | 'clouds'> & {
    database: Database;
    config: ReturnType<typeof configSchema.parse>;
    sns: SNSClient;
    clock: () => Instant;
  },
): Promise<Ended> {
  const { accountId, partition } = await aws.identity();
  const result = await runPipeline(now, {
    ...database,
    config,
    clouds,
    alerts: {
      sns,
      home: { partition, accountId, region: REGION },
      leaseSeconds: 20,
      realClock: clock,
      sleep: async (milliseconds) => {
        real.ms += milliseconds;
        // Other processes go on meanwhile.
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    progress: { update: () => undefined, note: () => undefined, end: () => undefined },
  });
  return { whole: !(await isIncomplete(database.inventory, result)), error: undefined };
}

/** The day of the disturbed run. */
export function dayOf({ daysBefore = 0 }: Scenario): Instant {
  return addDays(EPOCH, daysBefore);
}
