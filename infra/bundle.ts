import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import type { FunctionDeclaration } from '../functions/runtime/declaration.ts';
import { CLOUDS, type Cloud } from '../shared/model/account.ts';
import { namedImports } from './named-imports.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Directories of bundled functions by function name. Functions that are missing get placeholder code. */
export type Bundles = ReadonlyMap<string, string>;

/**
 * Bundles functions in parallel, each with a copy of the configuration.
 * @returns the directories with the functions' code; they are removed when this process ends.
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
 * esbuild options for a function: ESM with all dependencies bundled, so that the tested code is what runs. Dynamic
 * imports are split into chunks, so a client is loaded only when needed, and only the SDK commands that the code
 * names are included. (The CDK's `NodejsFunction` cannot split, and without splitting esbuild includes dynamically
 * imported packages whole, with commands that read values.)
 * @param clouds The configured clouds; code for others is left out.
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
    // Licences go to a separate file, so that they do not slow down the start.
    legalComments: 'linked',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Some dependencies are CommonJS and call require() for Node's built-in modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    external: [...OTHER_CREDENTIALS, ...A_BROWSER, ...notConfigured(clouds)],
    plugins: [
      namedImports({
        root: ROOT,
        // Functions that do not read accounts only use the sources' declarations.
        isLeftOut: (file) => reads !== true && file.startsWith('shared/sources/'),
      }),
    ],
    // The SDK uses it only in browsers, but it is not marked as side-effect free.
    alias: { bowser: 'node:os' },
    logLevel: 'warning',
  };
}

/** The modules through which shared functions load the code of clouds that are not configured. */
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
 * Credential providers that the SDK would try in order. Lambda sets the role's credentials in the environment,
 * which comes first, so the others are never loaded.
 */
const OTHER_CREDENTIALS = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/** Loaded only for interactive sign-in with a browser. */
const A_BROWSER = ['open'];
