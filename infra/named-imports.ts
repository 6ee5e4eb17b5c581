import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

export interface NamedImportsOptions {
  /** The project's root. Files in it are processed, except dependencies. */
  root: string;
  /** Whether to leave out the packages that a file imports; importing one at run time then throws. */
  isLeftOut: (file: string) => boolean;
}

/**
 * Bundles only the named exports of a dynamically imported package:
 *
 * const { KMSClient, paginateListKeys } = await import('@aws-sdk/client-kms');
 *
 * esbuild includes such a package whole, with commands that read values (0.28: 480 KB for two commands). The plugin
 * inserts a module that re-exports only the names, so that the rest can be tree-shaken.
 * @throws if our own code imports a package in another form, which would include it whole.
 */
export function namedImports({ root, isLeftOut }: NamedImportsOptions): Plugin {
  return {
    name: 'named-imports',
    setup(build) {
      build.onLoad({ filter: /\.ts$/, namespace: 'file' }, async ({ path }) => {
        const file = relative(root, path).split(sep).join('/');
        if (file.startsWith('..') || file.includes('node_modules/')) return undefined;
        const source = await readFile(path, 'utf8');
        const contents = withNamedImports(source, file, isLeftOut(file));
        return contents === source ? undefined : { contents, loader: 'ts', resolveDir: dirname(path) };
      });
      build.onResolve({ filter: /^(named|left-out):/ }, ({ path, resolveDir }) => {
        const [namespace = '', ...rest] = path.split(':');
        return { path: rest.join(':'), namespace, pluginData: resolveDir };
      });
      build.onLoad({ filter: /./, namespace: 'named' }, ({ path, pluginData }) => {
        const [specifier = '', names = ''] = path.split('?');
        return {
          contents: `export { ${names} } from ${JSON.stringify(specifier)};`,
          resolveDir: typeof pluginData === 'string' ? pluginData : root,
        };
      });
      build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
        contents: `throw new Error(${JSON.stringify(`${path} is not bundled: this function does not read accounts.`)});`,
      }));
    },
  };
}

/** `const { A, B: c } = await import('package')`; relative imports of our own files are left unchanged. */
const NAMED = /(const\s*\{([^{}]*)\}\s*=\s*await\s+import\(\s*)'([^'./][^']*)'(\s*,?\s*\))/g;
const ANY = /(?<!typeof )\bimport\(\s*['"`]([^'"`./][^'"`]*)['"`]/;

/**
 * Pure: replaces each imported package in the source with a module that re-exports all names the file uses. One
 * module per file and package keeps the number of chunks small.
 */
export function withNamedImports(source: string, file: string, leftOut: boolean): string {
  const [, other] = ANY.exec(source.replaceAll(NAMED, '')) ?? [];
  if (other !== undefined)
    throw new Error(
      `${file} imports ${other} whole. Write \`const { Name } = await import('${other}')\`: only what is named is bundled.`,
    );
  const names = new Map<string, Set<string>>();
  for (const [, , bindings = '', specifier = ''] of source.matchAll(NAMED))
    names.set(specifier, new Set([...(names.get(specifier) ?? []), ...namesIn(bindings)]));
  const moduleOf = (specifier: string) => {
    if (specifier.startsWith('node:')) return specifier;
    if (leftOut) return `left-out:${specifier}`;
    return `named:${specifier}?${[...(names.get(specifier) ?? [])].toSorted().join(', ')}`;
  };
  return source.replaceAll(
    NAMED,
    (_whole, before: string, _bindings: string, specifier: string, after: string) =>
      `${before}'${moduleOf(specifier)}'${after}`,
  );
}

function namesIn(bindings: string): string[] {
  return bindings
    .split(',')
    .map((binding) => binding.split(':')[0]?.trim() ?? '')
    .filter((name) => name !== '');
}
