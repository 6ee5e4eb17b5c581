import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, type BuildOptions } from 'esbuild';
import { CLOUDS, type Cloud } from '../shared/model/account.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * How a function's code is bundled: ESM, with everything inside, so that what was tested is what runs. Split where code
 * is loaded when first used: a client then costs nothing until it is needed, and of the SDK only the commands come
 * along that somebody imports. What signs in to a cloud that the configuration does not name stays out. (`NodejsFunction` of the CDK cannot split, and without splitting esbuild takes whole all
 * that is loaded late, commands that read values included.)
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
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Some dependencies are CommonJS and call require() for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    external: CLOUDS.filter((cloud) => cloud !== 'aws' && !clouds.includes(cloud)).map((cloud) =>
      join(ROOT, 'functions', `deployed-${cloud}.ts`),
    ),
    logLevel: 'warning',
  };
}

/**
 * Bundles a step's function with the configuration beside it.
 * @returns the directory, which becomes the function's code.
 */
export function bundle(step: string, configFile: string, clouds: readonly Cloud[] = CLOUDS): string {
  const outdir = mkdtempSync(join(tmpdir(), `skc-watch-${step}-`));
  buildSync({ ...bundleOptions(step, clouds), outdir });
  copyFileSync(configFile, join(outdir, 'config.json'));
  return outdir;
}
