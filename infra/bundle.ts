import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import type { FunctionDeclaration } from '../functions/runtime/declaration.ts';
import { CLOUDS, type Cloud } from '../shared/model/account.ts';
import { namedImports } from './named-imports.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Directories of the bundled functions by their names; a function that is not in it gets a stand-in. */
export type Bundles = ReadonlyMap<string, string>;

/**
 * Bundles functions, all at once, with the configuration beside the code of each.
 * @returns the directories, which become the functions' code; they are removed when this process ends.
 */
export async function bundleAll(
  functions: readonly FunctionDeclaration[],
  configFile: string,
  clouds: readonly Cloud[] = CLOUDS,
): Promise<Bundles> {
  const bundled = functions.map(async (declaration): Promise<[string, string]> => {
    const { name } = declaration;
    const outdir = temporaryFolder(name);
    await build({ ...bundleOptions(declaration, clouds), outdir });
    copyFileSync(configFile, join(outdir, 'config.json'));
    return [name, outdir];
  });
  return new Map(await Promise.all(bundled));
}

/**
 * How a function's code is bundled: ESM, with everything inside, so that what was tested is what runs. Split where code
 * is loaded when first used: a client then costs nothing until it is needed, and of the SDK only the commands come
 * along that somebody names. (`NodejsFunction` of the CDK cannot split, and without splitting esbuild takes whole all
 * that is loaded late, commands that read values included.)
 * @param clouds Those that the configuration names; what signs in to another stays out.
 */
export function bundleOptions(
  { name, reads }: Pick<FunctionDeclaration, 'name' | 'reads'>,
  clouds: readonly Cloud[] = CLOUDS,
): BuildOptions & { metafile: true } {
  return {
    absWorkingDir: ROOT,
    entryPoints: { index: join(ROOT, 'functions', name, 'lambda.ts') },
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    metafile: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    // Licences stand beside the code, where they cost no start.
    legalComments: 'linked',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Some dependencies are CommonJS and call require() for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    external: [...OTHER_CREDENTIALS, ...A_BROWSER, ...notConfigured(clouds)],
    plugins: [
      namedImports({
        root: ROOT,
        // What only plans or judges knows the sources for what they declare, and never reads through them.
        isLeftOut: (file) => reads !== true && file.startsWith('shared/sources/'),
      }),
    ],
    // The SDK carries it to name browsers; nothing of it is ever used here, but it does not say that it may be left out.
    alias: { bowser: 'node:os' },
    logLevel: 'warning',
  };
}

/** What functions of several clouds reach one cloud's code by, of those that the configuration does not name. */
function notConfigured(clouds: readonly Cloud[]): string[] {
  const others = CLOUDS.filter((cloud) => cloud !== 'aws' && !clouds.includes(cloud));
  return others
    .flatMap((cloud) => [
      `functions/runtime/deployed-${cloud}.ts`,
      `doctor/${cloud}/connection.ts`,
      `shared/sources/${cloud}/registry.ts`,
    ])
    .map((file) => join(ROOT, file));
}

/**
 * Ways to credentials that the SDK would try one after another. Lambda gives a role's credentials in the environment,
 * the first of them all, so the others are never loaded there.
 */
const OTHER_CREDENTIALS = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/** Loaded to sign a person in, in a browser. */
const A_BROWSER = ['open'];
