import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const PAGE = readFileSync('docs/architecture.md', 'utf8');
const [, SECTION = ''] = /## Where do I add …([^]*?)\n## /.exec(PAGE) ?? [];

/** Rows of the table: `| to add | files | touch | then |`. */
const ROWS = [...SECTION.matchAll(/^\| ([^|]+) \| (\d+) \| ([^|]+) \|/gm)].map(
  ([, what = '', count, touch = '']) => ({
    what,
    count: Number(count),
    files: [...touch.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
  }),
);
/** Only AWS fixtures have one file each; Azure and Google Cloud use one declared estate. */
const CLOUDS = (file: string) => (file.startsWith('test/') ? ['aws'] : ['aws', 'azure', 'gcp']);

const NAMES = /from '\.\/(?:[\w-]+\/)*?([\w-]+)(?:\/(?:kind|function))?\.ts'/g;
const NO_MEMBERS = ['contract', 'declaration', 'dependencies'];

/** The imports of a registry, by name of file or folder. */
function membersOf(registry: string): string[] {
  return [...readFileSync(registry, 'utf8').matchAll(NAMES)]
    .map(([, name = '']) => name)
    .filter((name) => !NO_MEMBERS.includes(name));
}

describe('the table of extension points', () => {
  it('names every kind of extension', () => {
    expect(ROWS.map(({ what }) => what)).toEqual([
      'a type of SKC',
      'a rule',
      'an item kind',
      'a subject of findings',
      'a message kind',
      'a channel',
      'a function',
      'a command',
    ]);
  });

  it.each(ROWS)('counts the files of $what', ({ count, files }) => {
    expect(files).toHaveLength(count);
  });

  it.each(ROWS)('names files that every member of the registry of $what has', ({ files }) => {
    const registries = files.filter((each) => each.endsWith('registry.ts'));
    expect(registries.flatMap((each) => membersOf(each.replace('<cloud>', 'aws'))).length).toBeGreaterThan(0);
    const missing = files.flatMap((file) =>
      CLOUDS(file).flatMap((cloud) => {
        const registry = files.find((each) => each.endsWith('registry.ts'))?.replace('<cloud>', cloud) ?? '';
        const path = file.replace('<cloud>', cloud).replace(/\/…$/, '');
        const paths = membersOf(registry).map((name) => path.replace('<name>', name));
        return [...new Set(paths)].filter((each) => !existsSync(each));
      }),
    );
    expect(missing).toEqual([]);
  });
});
