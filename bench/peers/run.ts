import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonEnvironment } from '../../test/bed/servers/python-environment.ts';
import { REGION, startAwsEstate, type AwsEstate } from '../aws/estate.ts';
import { goalTable } from '../goal-table.ts';
import { isMet, type Goal } from '../goals.ts';
import { plainTable } from '../table.ts';
import { custodian } from './custodian.ts';
import { median, peerGoals, type Round, type Sides } from './goals.ts';

/**
 * `npm run bench:peers`: the product and Cloud Custodian in turn over the same estate in moto, five rounds at each of two
 * sizes. Prints the medians, and fails when a goal for calls, CPU or memory is missed; wall time is printed with the
 * machine's load.
 */
const SIZES = [1000, 2000] as const;
const ROUNDS = 5;
const say = (text: string) => console.log(`bench:peers: ${text} …`);

await pythonEnvironment(say);
const runCustodian = await custodian(say);
const goals: Goal[] = [];
for (const secrets of SIZES) {
  const estate = await startAwsEstate(secrets);
  try {
    const rounds: Round[] = [];
    say(`${secrets} secrets: compiling both programs once`);
    await round(estate);
    for (let index = 1; index <= ROUNDS; index++) {
      say(`${secrets} secrets: round ${index} of ${ROUNDS}`);
      rounds.push(await round(estate));
    }
    console.log(
      `\n${secrets} secrets, ${estate.skcs} SKCs, median of ${ROUNDS} rounds\n\n${tableOf(rounds, estate)}\n`,
    );
    goals.push(...peerGoals(`${secrets} secrets`, rounds, estate.skcs));
  } finally {
    await estate.stop();
  }
}
console.log(`Goals\n\n${goalTable([{ title: 'AWS', goals }])}\n`);
if (goals.some((goal) => goal.advisory !== true && !isMet(goal))) process.exitCode = 1;

async function round(estate: AwsEstate): Promise<Round> {
  const directory = mkdtempSync(join(tmpdir(), 'skc-bench-'));
  try {
    await estate.takeCalls();
    const first = await estate.run(directory);
    const later = await estate.run(directory);
    await estate.takeCalls();
    const used = await runCustodian(estate.environment, REGION);
    const calls = await estate.takeCalls();
    const [load = 0] = loadavg();
    return { first, later, custodian: { ...used, treeMb: used.peakMb, calls }, load };
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

function tableOf(rounds: readonly Round[], { skcs }: AwsEstate): string {
  const row = (title: string, side: Sides) => [
    title,
    median(rounds, (each) => total(each[side].calls)) / (skcs / 1000),
    median(rounds, (each) => each[side].seconds),
    median(rounds, (each) => each[side].cpuSeconds),
    median(rounds, (each) => each[side].peakMb),
    median(rounds, (each) => each[side].treeMb),
  ];
  const load = median(rounds, (each) => each.load).toFixed(1);
  return `${plainTable(HEAD, [
    row('SKC Watch, first run', 'first'),
    row('SKC Watch, later run', 'later'),
    row('Cloud Custodian, six policies', 'custodian'),
  ])}\nload of the machine: ${load}`;
}

const HEAD = ['program', 'calls / 1,000', 's', 'CPU s', 'MB', 'tree MB'];

function total(calls: Record<string, number>): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
