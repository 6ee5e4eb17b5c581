import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

export interface NamedImportsOptions {
  /** The project's root: files below it, dependencies apart, are looked through. */
  root: string;
  /** Whether a file's packages are left out: loading one of them in the function is then an error. */
  isLeftOut: (file: string) => boolean;
}

/**
 * Bundles of a package that is loaded on first use only the exports that are asked for:
 *
 *     const { KMSClient, paginateListKeys } = await import('@aws-sdk/client-kms');
 *
 * esbuild takes such a package whole, commands that read values included (checked with 0.28: 480 KB for two commands).
 * The plugin puts a module in between that re-exports the names alone, so that the rest can be shaken out.
 * @throws when our own code loads a package in another form, for then it would come whole.
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

/** `const { A, B: c } = await import('package')`; our own files are named by a path and left alone. */
const NAMED = /(const\s*\{([^{}]*)\}\s*=\s*await\s+import\(\s*)'([^'./][^']*)'(\s*,?\s*\))/g;
const ANY = /(?<!typeof )\bimport\(\s*['"`]([^'"`./][^'"`]*)['"`]/;

/**
 * Pure: the source with each package that it loads named together with all that the file takes of it. One module for
 * each file and package: more of them would be more parts to split a bundle into.
 */
export function withNamedImports(source: string, file: string, leftOut: boolean): string {
  const [, other] = ANY.exec(source.replaceAll(NAMED, '')) ?? [];
  if (other !== undefined)
    throw new Error(
      `${file} loads ${other} whole. Write \`const { Name } = await import('${other}')\`: only what is named is bundled.`,
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
