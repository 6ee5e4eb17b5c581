import { deepStrictEqual, ok } from 'node:assert/strict';
import type { Item } from '../../shared/inventory/entity.ts';
import { addDays } from '../../shared/model/instant.ts';
import { assertBounded, assertSame, assertTwins, type Outcome } from './compare.ts';
import { disturbancesOf, type Disturbances, type ScenarioName } from './disturbances.ts';
import { assertKept, itemsOfNextVersion, ofThisVersion } from './next-version.ts';
import { chanceOf } from './random.ts';
import { scenarioOf, type Scenario } from './scenarios.ts';
import { dayOf, openWorlds, type Ended, type RunOptions, type World } from './world.ts';
import type { Fate } from './wire.ts';

/** What all seeds of a scenario share: its sandbox, the table before, and the undisturbed twin. */
export interface Theatre {
  scenario: Scenario;
  held: ReadonlyMap<string, Item>;
  twin: Outcome;
  worlds: Awaited<ReturnType<typeof openWorlds>>;
}

/** Runs the scenario undisturbed. */
export async function openTheatre(endpoint: string, name: ScenarioName): Promise<Theatre> {
  const scenario = scenarioOf(name);
  const worlds = await openWorlds(endpoint, scenario);
  let held: ReadonlyMap<string, Item> = new Map();
  scenario.before();
  if (scenario.daysBefore !== undefined && scenario.held === undefined) {
    const world = await worlds.open();
    whole(await world.run());
    held = await world.items();
    await world.close();
  }
  if (scenario.held !== undefined)
    held = new Map(
      scenario.held.map((item) => [`${String(item['account'])} / ${String(item['item'])}`, item]),
    );
  scenario.after();
  const world = await worlds.open(held);
  world.sandbox.clock.set(dayOf(scenario));
  whole(await world.run());
  const sent = world.messages().length;
  ok(sent > 0, 'the scenario sends nothing');
  whole(await world.run());
  deepStrictEqual(world.messages().length, sent, 'the twin sends something again');
  const twin = { items: await world.items(), messages: world.messages() };
  await world.close();
  return { scenario, held, twin, worlds };
}

/** How many more runs may be needed until nothing is left out, and the one after. */
const MOST_RECOVERIES = 9;

/**
 * One seed: a run with its disturbances, then others, in which only the losses of answers to `Publish` go on, until
 * nothing is left out, then one that must send nothing. What it has come to is compared with the twin.
 * @throws {AssertionError} with the seed's disturbances.
 */
export async function simulate(seed: number, { scenario, held, twin, worlds }: Theatre): Promise<void> {
  const made = disturbancesOf(seed);
  const newer = made.version === 'newer' ? itemsOfNextVersion(held) : [];
  const table = new Map([
    ...held,
    ...newer.map((item) => [`${String(item['account'])} / ${String(item['item'])}`, item] as const),
  ]);
  const world = await worlds.open(table, made.companionKilledAt !== undefined);
  try {
    world.sandbox.clock.set(dayOf(scenario));
    const publishing = lossesOf(made);
    const ended = await disturbedRuns(seed, made, publishing, world);
    world.sandbox.faults.clear();
    await tryBehind(made, publishing, world);
    await recover(world, publishing, ended);
    const items = await world.items();
    assertKept(items, newer);
    const outcome = { items: ofThisVersion(items), messages: world.messages() };
    assertTwins(outcome.messages);
    if (mustBeSame(made, ended)) assertSame(outcome, twin);
    else assertBounded(outcome, twin);
  } finally {
    world.sandbox.faults.clear();
    await world.close();
  }
}

type FateOf = (call: string) => Fate | undefined;

/** Answers to `Publish` are lost in a row, however many runs that takes. */
function lossesOf({ publish: { lost, from } }: Disturbances): FateOf {
  let publications = 0;
  return (call) => {
    if (!call.startsWith('sns Publish')) return undefined;
    publications += 1;
    return publications > from && publications <= from + lost ? 'lost' : undefined;
  };
}

async function disturbedRuns(
  seed: number,
  made: Disturbances,
  publishing: FateOf,
  world: World,
): Promise<Ended[]> {
  for (const fault of made.faults) world.sandbox.faults.add(fault);
  let calls = 0;
  const fateOf = (call: string, occurrence: number): Fate | undefined => {
    if ((calls += 1) === made.companionKilledAt) world.killDatabase();
    const lost = publishing(call);
    if (lost !== undefined) return lost;
    const trouble = call.startsWith('dynamodb') ? made.tableTrouble : made.cloudTrouble;
    const chance = chanceOf(seed, `${call} ${occurrence}`);
    return chance < trouble ? FATES[Math.floor((chance / trouble) * FATES.length)] : undefined;
  };
  const options: RunOptions[] = [{ kill: made.kill, fateOf }];
  if (made.processes === 2)
    options.push({ fateOf, skewSeconds: made.skewSeconds, newer: made.version === 'newer' });
  return Promise.all(options.map((each) => world.run(each)));
}

const FATES: readonly Fate[] = ['lost', 'broken', 'hang', 'hang-arrived'];

/** A run whose clock is behind takes the last one's instant, or changes nothing. */
async function tryBehind({ behindSeconds }: Disturbances, publishing: FateOf, world: World): Promise<void> {
  if (behindSeconds === 0 || (await world.items()).size === 0) return;
  world.wait(1);
  const before = await world.items();
  const hasRun = [...before.keys()].some((key) => key.startsWith('organisation / run#'));
  const today = [...before.keys()].some((key) => key.includes(`run#${world.sandbox.clock.now()}`));
  if (!hasRun || !today) return;
  const now = addDays(world.sandbox.clock.now(), -behindSeconds / 86_400);
  const { error } = await world.run({ now, fateOf: publishing });
  const refused = error instanceof Error && error.name === 'ClockBehind';
  deepStrictEqual(refused, behindSeconds > 300, `a clock behind by ${behindSeconds} s: ${String(error)}`);
  if (refused) deepStrictEqual(await world.items(), before, 'a refused run changed the table');
}

/** Runs until two in a row leave nothing out, of which the second must send nothing. */
async function recover(world: World, publishing: FateOf, ended: readonly Ended[]): Promise<void> {
  let wholeBefore = ended.every((each) => each.whole);
  let last: Ended | undefined;
  for (let runs = 0; runs < MOST_RECOVERIES; runs++) {
    world.wait(1);
    const sent = world.messages().length;
    last = await world.run({ fateOf: publishing });
    if (last.whole && wholeBefore) {
      deepStrictEqual(world.messages().length, sent, 'a run without news sent something');
      return;
    }
    wholeBefore = last.whole;
  }
  throw new Error('still incomplete after undisturbed runs', { cause: last?.error });
}

/**
 * Kills, lost and late calls, and rivals leave no trace, as long as every call succeeds in the end and no publication
 * was disturbed.
 */
function mustBeSame(
  { publish, faults, kill, tableTrouble, cloudTrouble, version, companionKilledAt }: Disturbances,
  ended: readonly Ended[],
): boolean {
  // What only the other version knows is counted in summaries and messages.
  if (version === 'newer') return false;
  if (companionKilledAt !== undefined && !ended.every((each) => each.whole)) return false;
  if (publish.lost > 0 || cloudTrouble > 0 || faults.some(({ kind }) => kind !== 'throttle')) return false;
  return kill === undefined || tableTrouble > 0 ? ended.every((each) => each.whole) : true;
}

function whole({ whole: isWhole, error }: Ended): void {
  if (!isWhole) throw new Error('an undisturbed run left something out', { cause: error });
}
