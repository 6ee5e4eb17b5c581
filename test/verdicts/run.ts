import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { SKC_RULES } from '../../shared/rules/registry.ts';
import { LABELLED } from '../bed/rules/labelled.ts';
import { compared, type Comparison } from '../bed/rules/mismatches.ts';
import { comparedSample, listedFindingSchema } from '../bed/rules/sample-organisation.ts';

const run = promisify(execFile);
const SKC = new URL('../../cli/skc.mjs', import.meta.url).pathname;
const MOST_BYTES = 64 * 1024 * 1024;

/** One row of the table. */
interface Row extends Comparison {
  title: string;
  skcs: number;
}

/**
 * Prints right, wrong and silent verdicts over the labelled cases of each cloud and over a run of the sample
 * organisation. Exits with 1 if one is wrong.
 */
const rows = [...labelled(), await sample()];
const line = (cells: readonly (string | number)[]) =>
  cells.map((cell, index) => (index === 0 ? String(cell).padEnd(28) : String(cell).padStart(8))).join('');
console.log(line(['', 'SKCs', 'right', 'wrong', 'silent']));
for (const { title, skcs, right, wrong, silent } of rows)
  console.log(line([title, skcs, right, wrong.length, silent]));
const sum = (of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0);
console.log(
  line([
    'together',
    sum(({ skcs }) => skcs),
    sum(({ right }) => right),
    sum(({ wrong }) => wrong.length),
    sum(({ silent }) => silent),
  ]),
);
for (const { title, wrong } of rows) for (const each of wrong) console.log(`wrong, ${title}: ${each}`);
if (rows.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;

function labelled(): Row[] {
  const clouds = Map.groupBy(LABELLED, (label) => label.skc.cloud);
  return [...clouds].map(([cloud, labels]) => {
    const row: Row = {
      title: `labelled cases, ${cloud}`,
      skcs: labels.length,
      right: 0,
      wrong: [],
      silent: 0,
    };
    for (const label of labels) {
      const { right, wrong, silent } = compared(label);
      row.right += right;
      row.silent += silent;
      row.wrong.push(...wrong.map((each) => `${label.skc.type}, ${label.name}: ${each}`));
    }
    return row;
  });
}

/** A first run over the sample organisation, on this machine only, in a folder of its own. */
async function sample(): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'skc-verdicts-'));
  try {
    await skc(folder, ['start']);
    const skcs = z.array(z.unknown()).parse(JSON.parse(await skc(folder, ['list', '--json']))).length;
    const findings = z
      .array(listedFindingSchema)
      .parse(JSON.parse(await skc(folder, ['findings', '--json'])));
    return {
      title: 'sample organisation',
      skcs,
      ...comparedSample(findings, { skcs, rules: SKC_RULES.length }),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function skc(folder: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [SKC, '--directory', folder, ...args], {
    maxBuffer: MOST_BYTES,
  });
  return stdout;
}
