import { writeFileSync } from 'node:fs';
import { inspect, parseArgs } from 'node:util';
import { openDynalite } from '../bed/pipeline/stage.ts';
import { disturbancesOf, SCENARIOS, type ScenarioName } from './disturbances.ts';
import { openTheatre, simulate, type Theatre } from './simulate.ts';
import { interceptCalls, shortenPauses } from './wire.ts';

/**
 * `npm run test:simulation -- --seeds 1000 --from 1`: the whole pipeline under faults that a seed chooses. A failing seed
 * prints its disturbances and the command that replays it.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    /** No further seed is started after so many. */
    minutes: { type: 'string', default: '120' },
    results: { type: 'string' },
  },
});
const [seeds, from, minutes] = [number(values.seeds), number(values.from), number(values.minutes)];

function number(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`not a whole number from 1: ${text}`);
  return value;
}

interceptCalls();
shortenPauses();
const database = await openDynalite();
const theatres = new Map<ScenarioName, Theatre>();
const failed: number[] = [];
let done = 0;
const start = performance.now();
const elapsed = () => (performance.now() - start) / 1_000;
for (const name of SCENARIOS) theatres.set(name, await openTheatre(database.url, name));
for (let seed = from; seed < from + seeds && elapsed() < minutes * 60; seed++) {
  const disturbances = disturbancesOf(seed);
  const theatre = theatres.get(disturbances.scenario);
  if (theatre === undefined) throw new Error(`no scenario ${disturbances.scenario}`);
  try {
    await simulate(seed, theatre);
  } catch (error) {
    failed.push(seed);
    console.error(`seed ${seed} failed: ${inspect(disturbances, { depth: 4, breakLength: 110 })}`);
    console.error(error);
    console.error(`replay it: npm run test:simulation -- --seeds 1 --from ${seed}\n`);
  }
  done += 1;
  if (done % 100 === 0) console.log(`simulation: ${done} of ${seeds} seeds, ${failed.length} failed`);
}
console.log(
  `simulation: ${done} of ${seeds} seeds from ${from}, ${failed.length} failed${failed.length > 0 ? ` (${failed.join(', ')})` : ''}, ` +
    `${elapsed().toFixed(0)} s`,
);
if (values.results !== undefined)
  writeFileSync(
    values.results,
    JSON.stringify({
      numPassedTests: done - failed.length,
      numFailedTests: failed.length,
      numFailedTestSuites: 0,
      numPendingTests: 0,
    }),
  );
for (const { worlds } of theatres.values()) await worlds.close();
await database.close();
process.exitCode = failed.length === 0 ? 0 : 1;
