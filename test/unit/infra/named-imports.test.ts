import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namedImports, withNamedImports } from '../../../infra/named-imports.ts';

// Inside the project, so that the packages are found.
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, 'test', '.named-imports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** SDK commands that are left in the bundle of one file. */
async function commandsIn(source: string, leftOut = false): Promise<string[]> {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, source);
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [namedImports({ root: ROOT, isLeftOut: () => leftOut })],
    logLevel: 'silent',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs
    .flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0
        ? (/client-secrets-manager\/.*\/commands\/(\w+)Command\.js$/.exec(file)?.[1] ?? [])
        : [],
    )
    .toSorted();
}

const LISTS = `export async function list() {
  const { SecretsManagerClient, ListSecretsCommand } = await import('@aws-sdk/client-secrets-manager');
  return new SecretsManagerClient({}).send(new ListSecretsCommand({}));
}`;

describe('a package that is loaded on first use', () => {
  it('includes the named commands and no others', async () => {
    expect(await commandsIn(LISTS)).toEqual(['ListSecrets']);
  });

  it('includes a command that reads values if the code names it, so that the bundle tests see it', async () => {
    expect(await commandsIn(LISTS.replaceAll('ListSecretsCommand', 'GetSecretValueCommand'))).toEqual([
      'GetSecretValue',
    ]);
  });

  it('is left out in a function that does not read accounts', async () => {
    expect(await commandsIn(LISTS, true)).toEqual([]);
  });
});

describe('the source of a file', () => {
  it('re-exports once per package every name that the file uses, renamed or not', () => {
    const source = [
      "const { B, A: renamed } = await import('pkg');",
      "const {\n  C,\n} =\n  await import('pkg');",
      "const { D } = await import('@scope/other');",
    ].join('\n');
    expect(withNamedImports(source, 'a.ts', false)).toBe(
      source.replaceAll("'pkg'", "'named:pkg?A, B, C'").replace("'@scope/other'", "'named:@scope/other?D'"),
    );
  });

  it("ignores our own files, Node's modules and types", () => {
    const source = [
      "const { a } = await import('./a.ts');",
      "const { readFile } = await import('node:fs/promises');",
      "type Sdk = typeof import('pkg');",
    ].join('\n');
    expect(withNamedImports(source, 'a.ts', false)).toBe(source);
  });

  it.each(["const sdk = await import('pkg');", "(await import('pkg')).A", "import('pkg').then(go);"])(
    'is refused where it loads a package whole: %s',
    (source) => {
      expect(() => withNamedImports(source, 'shared/a.ts', false)).toThrow(
        "shared/a.ts imports pkg whole. Write `const { Name } = await import('pkg')`",
      );
    },
  );
});
