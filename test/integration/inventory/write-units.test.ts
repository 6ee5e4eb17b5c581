import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { INDEXES, RETIRED_INDEXES, type TableIndex } from '../../../shared/inventory/table.ts';
import { meterOf } from '../../bed/inventory/meter.ts';
import { writeUnits, type WireItem } from '../../bed/inventory/write-units.ts';
import { openDynalite, openStage } from '../../bed/pipeline/stage.ts';

/** The table's indexes, by the column of `docs/inventory.md`. */
const COLUMNS = {
  // The previous release had these: commit 30e0f71.
  before: [INDEXES.bySkc, ...Object.values(RETIRED_INDEXES)],
  now: Object.values(INDEXES),
  both: [...Object.values(INDEXES), ...Object.values(RETIRED_INDEXES)],
} satisfies Record<string, readonly TableIndex[]>;
type Column = keyof typeof COLUMNS;

/** Write request units by kind of item. */
type Units = Record<string, Record<Column, number>>;

let first: Units;
let second: Units;

beforeAll(async () => {
  const dynalite = await openDynalite();
  const stage = await openStage(
    dynalite.url,
    generateEstate({ accounts: 1, skcs: 1000, seed: 1, epoch: '2030-01-01T06:00:00Z' }),
    { contacts: { organisation: [{ kind: 'shared-inbox', address: 'security@example.com' }] } },
  );
  const meter = meterOf(stage.database.client, dynalite.url, stage.table);
  const run = async () => {
    const units: Units = {};
    meter.written = (kind, before, after) => add(units, kind, before, after);
    const { failures } = await stage.run();
    expect(failures).toEqual([]);
    return units;
  };
  first = await run();
  second = await run();
  await stage.close();
  await dynalite.close();
}, 600_000);

describe('the write units of 1,000 SKCs in one account', () => {
  it.each(['SKCs', 'findings, opened and marked as notified', 'everything'])(
    'are on the first run what docs/inventory.md says: %s',
    (row) => {
      const { before, now, both } = sumOf(first, KINDS[row] ?? Object.keys(first));
      const said = figuresOf(row);
      for (const [index, measured] of [before, now, both].entries()) {
        // Messages name the days of the run, so their sizes vary a little.
        const off = row === 'everything' ? measured / 100 : 0;
        expect(Math.abs((said[index] ?? 0) - measured)).toBeLessThanOrEqual(off);
      }
    },
  );

  it('are at most 1.2 times those with the indexes of commit 30e0f71', () => {
    const { before, now } = sumOf(first, Object.keys(first));
    expect(before).toBeGreaterThan(5000);
    expect(now / before).toBeLessThanOrEqual(1.2);
  });

  it('are none for an SKC and its findings when nothing changed', () => {
    expect(Object.keys(second).toSorted()).toEqual(['account', 'run', 'scan']);
    expect(figuresOf('everything, nothing changed')).toEqual(
      Object.values(sumOf(second, Object.keys(second))),
    );
  });
});

/** Kinds of items, by the row of the page. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  SKCs: ['skc discovered'],
  'findings, opened and marked as notified': ['finding'],
};

/** The figures of a row of `docs/inventory.md`: before, now, while a table has both. */
function figuresOf(title: string): number[] {
  const page = readFileSync('docs/inventory.md', 'utf8').split('\n');
  const row = page.find((line) => line.startsWith(`| ${title} |`)) ?? '';
  return row
    .split('|')
    .slice(2, 5)
    .map((cell) => Number.parseInt(cell.replaceAll(',', ''), 10));
}

function sumOf(units: Units, kinds: readonly string[]): Record<Column, number> {
  const sum = { before: 0, now: 0, both: 0 };
  for (const kind of kinds)
    for (const column of ['before', 'now', 'both'] as const) sum[column] += units[kind]?.[column] ?? 0;
  return sum;
}

function add(units: Units, kind: string, before: WireItem | undefined, after: WireItem | undefined): void {
  const sum = (units[kind] ??= { before: 0, now: 0, both: 0 });
  const of = (indexes: readonly TableIndex[]) => {
    const { table, indexes: inIndexes } = writeUnits(before, after, indexes);
    return before === undefined && after === undefined ? 1 : table + inIndexes;
  };
  sum.before += of(COLUMNS.before);
  sum.now += of(COLUMNS.now);
  sum.both += of(COLUMNS.both);
}
