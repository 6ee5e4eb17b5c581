import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

test('each level of tests imports product code and test/bed, and no other level', () => {
  expect(importsOf('test').filter(({ from, to }) => isForbidden(from, to))).toEqual([]);
});

test('tests start the table and the sandbox by test/bed, not by the laptop’s code in the CLI', () => {
  const own =
    /^test\/(bed\/(database|sandbox\/sign-in)\.ts$|(bed|integration)\/local\/|unit\/cli\/)|^bench\/(process-tree|product)\.ts$/;
  const imports = [...importsOf('test'), ...importsOf('bench')].filter(({ from }) => !own.test(from));
  expect(imports.filter(({ to }) => to.startsWith('cli/local/'))).toEqual([]);
});

test('the bench imports product code and test/bed, and no level of tests', () => {
  expect(
    importsOf('bench').filter(({ to }) => to.startsWith('test/') && !to.startsWith('test/bed/')),
  ).toEqual([]);
});

/** Only `test/unit/bench` may import the bench; to other tests it is another level. */
function isForbidden(from: string, to: string): boolean {
  if (to.startsWith('bench/')) return !from.startsWith('test/unit/bench/');
  return to.startsWith('test/') && !to.startsWith('test/bed/') && levelOf(to) !== levelOf(from);
}

function levelOf(file: string): string {
  return file.split('/').slice(0, 2).join('/');
}

function importsOf(folder: string): { from: string; to: string }[] {
  const files = globSync(`${folder}/**/*.ts`, { cwd: ROOT });
  expect(files.length).toBeGreaterThan(20);
  return files.flatMap((from) =>
    Array.from(readFileSync(join(ROOT, from), 'utf8').matchAll(IMPORT), ([, path = '']) => ({
      from,
      to: normalize(join(dirname(from), path)),
    })),
  );
}

const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g;
