import { PassThrough } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { dueOf } from '../../../cli/reading/due.ts';
import { filtersSchema } from '../../../cli/reading/filters.ts';
import { printCsv } from '../../../cli/screen/csv.ts';
import { printJson } from '../../../cli/screen/json.ts';
import { renderTable } from '../../../cli/screen/table.ts';
import { relative } from '../../../cli/screen/words.ts';
import { OutputClosed, terminalOf } from '../../../cli/screen/terminal.ts';

const NOW = '2026-11-21T06:00:00Z';

function screen() {
  const stdout = new PassThrough();
  return { stdout, terminal: terminalOf(stdout, new PassThrough(), {}, []) };
}

async function* each<Item>(...items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

describe('printCsv', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1+1', "'=1+1"],
    ['\n=1+1', "'=1+1"],
    [' =1+1', "'=1+1"],
    ['\uFF1D1+1', "'\uFF1D1+1"],
    ['a\r\nb', 'a b'],
    ['a,"b"', 'a,"b"'],
    ['x;=1+1', "x;'=1+1"],
    ['x; =1+1', "x;' =1+1"],
    ['x;""=1+1', `x;'""=1+1`],
    ['x|@SUM(A1)', "x|'@SUM(A1)"],
    ['x;-1;+1', "x;'-1;'+1"],
    ['x\t=1+1', 'x =1+1'],
    ['x;;\uFF1D1', "x;;'\uFF1D1"],
    ["x;'=1", "x;'=1"],
    ['a;b|c - d', 'a;b|c - d'],
    ['aws kms list-keys --region eu-west-1', 'aws kms list-keys --region eu-west-1'],
    ['\u001b[31mred', 'red'],
  ])('writes %j as %j', async (value, written) => {
    const { stdout, terminal } = screen();
    await printCsv(terminal, [{ name: 'cell', value: (item: string) => item }], each(value));
    expect(parse(String(stdout.read()))).toEqual([['cell'], [written]]);
  });
});

describe('printCsv in a spreadsheet with another separator', () => {
  it.each([';', '|', '\t', '\n'])('starts no cell with a formula after %j', async (separator) => {
    const { stdout, terminal } = screen();
    const hostile = ['=1+1', '+1', '-1', '@A1', '"=1', ' =1'].map((formula) => `x${separator}${formula}`);
    const columns = [0, 1].map((index) => ({ name: `c${index}`, value: (item: string) => item }));
    await printCsv(terminal, columns, each(...hostile, ...hostile.map((text) => `a,${text}`)));
    const cells = String(stdout.read())
      .split(/\r\n/)
      .flatMap((row) => row.split(separator));
    expect(cells.length).toBeGreaterThan(hostile.length);
    for (const cell of cells) expect(cell).not.toMatch(/^[\s"]*[=+\-@]/);
  });
});

describe('printJson', () => {
  it.each([[[]], [[{ a: 1 }]], [[{ a: 1 }, { a: 2 }, { a: '\n' }]]])(
    'prints %j as one array',
    async (items) => {
      const { stdout, terminal } = screen();
      await printJson(terminal, each(...items));
      expect(JSON.parse(String(stdout.read()))).toEqual(items);
    },
  );
});

describe('terminalOf', () => {
  it('distinguishes a closed output from other errors, so that `| head` is not an error', async () => {
    const { stdout, terminal } = screen();
    stdout.destroy();
    await expect(terminal.print('more')).rejects.toThrow(OutputClosed);
  });

  it('cuts nothing and is without colour if there is no TTY', () => {
    const { terminal } = screen();
    expect(terminal.wide).toBe(true);
    expect(terminal.columns).toBeGreaterThan(10_000);
    expect(terminal.colours.red('x')).toBe('x');
  });
});

describe('renderTable', () => {
  const columns = [
    { title: 'NAME', value: ({ name }: { name: string }) => name, least: 8 },
    { title: 'EXTRA', value: () => 'e'.repeat(20), worth: 1 },
    { title: 'DUE', value: () => 'in 3 d' },
  ];

  it('cuts the column that may shrink before it leaves one out', () => {
    expect(renderTable(columns, [{ name: 'n'.repeat(30) }], 50).split('\n')[1]).toBe(
      `${'n'.repeat(19)}…  ${'e'.repeat(20)}  in 3 d`,
    );
  });

  it('omits the least important column if truncating is not enough', () => {
    const table = renderTable(columns, [{ name: 'n'.repeat(30) }], 30);
    expect(table).not.toContain('EXTRA');
    expect(table.split('\n')[1]).toBe(`${'n'.repeat(21)}…  in 3 d`);
  });

  it('counts East Asian characters as two columns', () => {
    expect(renderTable(columns, [{ name: '漢字漢字' }], 50)).toContain('漢字漢字  eee');
  });
});

describe('relative', () => {
  it.each([
    ['2026-11-24T06:00:00Z', 'in 3 d'],
    ['2026-11-09T06:00:00Z', '12 d ago'],
    ['2026-11-22T05:59:59Z', 'in 23 h'],
    ['2026-11-21T05:00:00Z', '1 h ago'],
    ['2026-11-21T06:30:00Z', 'now'],
  ])('%s is %s', (at, words) => {
    expect(relative(at, NOW)).toBe(words);
  });
});

describe('filtersSchema', () => {
  it.each([
    [{ due: '' }],
    [{ due: '-1' }],
    [{ due: '1.5' }],
    [{ limit: '0' }],
    [{ now: '2027-02-29' }],
    [{ now: 'soon' }],
  ])('refuses %j', (typed) => {
    expect(filtersSchema.safeParse(typed).success).toBe(false);
  });

  it('interprets a day as its first second in UTC', () => {
    expect(filtersSchema.parse({ now: '2028-02-29' }).now).toBe('2028-02-29T00:00:00Z');
  });
});

describe('dueOf', () => {
  it('is the earliest of end, rotation and deletion', () => {
    const skc = {
      id: 'x',
      kind: 'secret',
      type: 'aws.secrets-manager-secret',
      cloud: 'aws',
      account: 'aws#111122223333',
      location: 'eu-west-1',
      name: 'x',
      state: 'active',
      tags: {},
      details: {},
      unknown: {},
      precise: {},
      expiresAt: '2027-03-01T00:00:00Z',
      rotationDueAt: '2027-01-01T00:00:00Z',
      deletionDueAt: '2027-02-01T00:00:00Z',
    } as const;
    expect(dueOf(skc)).toEqual({ at: '2027-01-01T00:00:00Z', what: 'rotation', byItself: false });
    expect(dueOf({ ...skc, rotationDueAt: undefined })).toEqual({
      at: '2027-02-01T00:00:00Z',
      what: 'deletion',
      byItself: true,
    });
  });
});
