import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const ROOT = resolve(import.meta.dirname, '../..');
const PRODUCT = ['cli', 'doctor', 'functions', 'infra', 'sandbox', 'shared'];
const AROUND = ['test', 'bench'];

/** Packages that no file imports, because a command or a setting uses them. */
const TOOLS = [
  '@tsconfig/strictest',
  '@types/node',
  'oxfmt',
  'oxlint',
  'oxlint-tsgolint',
  'typescript',
  'vitest',
];

const { dependencies, devDependencies } = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
const runtime = Object.keys(dependencies);
const development = Object.keys(devDependencies);

describe('package.json', () => {
  it('lists what the product imports as dependencies, so that it runs without development packages', () => {
    const missing = [...importedBy(PRODUCT)].filter((name) => !runtime.includes(name));
    expect(missing).toEqual([]);
  });

  it('has no dependency that the product does not use', () => {
    const named = namedBy(PRODUCT);
    expect(runtime.filter((name) => !named.has(name))).toEqual([]);
  });

  it('lists what only tests and the bench import as development dependencies', () => {
    const missing = [...importedBy(AROUND)].filter((name) => ![...runtime, ...development].includes(name));
    expect(missing).toEqual([]);
  });

  it('has no development dependency that nothing uses', () => {
    const named = namedBy([...AROUND, ...PRODUCT]);
    expect(development.filter((name) => !named.has(name) && !TOOLS.includes(name))).toEqual([]);
  });
});

/** Packages loaded when the files of these folders run; type-only imports load nothing. */
function importedBy(folders: readonly string[]): Set<string> {
  const statement =
    /^\s*(?:import|export)\b(?! type\b)(?:[^'";]*?\bfrom)?\s*'([^']+)'|\bimport\('([^']+)'\)/gm;
  return packagesIn(folders, statement);
}

/** Packages that these folders import, including types, or resolve by a path within the package. */
function namedBy(folders: readonly string[]): Set<string> {
  return packagesIn(folders, /(?:\bfrom |\bimport |\()'([^'\s]+)'|'([^'\s]+\/[^'\s]+)'/g);
}

/** Comments and texts that may quote an import. */
const ASIDE = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|"[^"\n]*"|`[^`]*`/gm;

function packagesIn(folders: readonly string[], pattern: RegExp): Set<string> {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,mjs}`, { cwd: ROOT }));
  expect(files.length).toBeGreaterThan(20);
  return new Set(
    files
      .map((file) => readFileSync(join(ROOT, file), 'utf8').replaceAll(ASIDE, ''))
      .flatMap((text) => [...text.matchAll(pattern)])
      .map(([, first, second]) => first ?? second ?? '')
      .filter((path) => /^(@[\w.-]+\/)?[a-z][\w.-]*(\/|$)/.test(path) && !builtinModules.includes(path))
      .map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/')),
  );
}
