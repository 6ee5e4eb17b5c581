import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, type BuildOptions } from 'esbuild';
import { CLOUDS, type Cloud } from '../shared/model/account.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * How a function's code is bundled: ESM, with everything inside, so that what was tested is what runs. Split where code
 * is loaded when first used: a client then costs nothing until it is needed, and of the SDK only the commands come
 * along that somebody imports. (`NodejsFunction` of the CDK cannot split, and without splitting esbuild takes whole all
 * that is loaded late, commands that read values included.)
 * @param clouds Those that the configuration names; what signs in to another stays out.
 */
export function bundleOptions(
  step: string,
  clouds: readonly Cloud[] = CLOUDS,
): BuildOptions & { metafile: true } {
  return {
    absWorkingDir: ROOT,
    entryPoints: { index: join(ROOT, 'functions', step, 'lambda.ts') },
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
    // The SDK carries it to name browsers; nothing of it is ever used here, but it does not say that it may be left out.
    alias: { bowser: 'node:os' },
    logLevel: 'warning',
  };
}

/** What functions of several clouds reach one cloud's code by, of those that the configuration does not name. */
function notConfigured(clouds: readonly Cloud[]): string[] {
  const others = CLOUDS.filter((cloud) => cloud !== 'aws' && !clouds.includes(cloud));
  return others
    .flatMap((cloud) => [`functions/runtime/deployed-${cloud}.ts`, `doctor/${cloud}/connection.ts`])
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

/**
 * Bundles a step's function with the configuration beside it.
 * @returns the directory, which becomes the function's code.
 */
export function bundle(step: string, configFile: string, clouds: readonly Cloud[] = CLOUDS): string {
  const outdir = temporaryFolder(step);
  buildSync({ ...bundleOptions(step, clouds), outdir });
  copyFileSync(configFile, join(outdir, 'config.json'));
  return outdir;
}
