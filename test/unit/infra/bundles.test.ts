import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../functions/registry.ts';
import type { FunctionDeclaration } from '../../../functions/runtime/declaration.ts';
import { bundleAll, bundleOptions, type Bundles } from '../../../infra/bundle.ts';
import { configAsset } from '../../../infra/config-asset.ts';
import { CLOUDS, type Cloud } from '../../../shared/model/account.ts';
import { configSchema } from '../../../shared/config/schema.ts';
import { THREE_CLOUDS } from '../../bed/infra/synthesised.ts';

/** What a bundle was when this was written, and a little: a client that is taken whole adds half a megabyte. */
const MOST_BYTES = { one: 750_000, 'collect-azure': 1_050_000, 'collect-gcp': 850_000, several: 1_700_000 };
const MOST_MS = 200;
const TRIES = 30;

const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  TABLE_NAME: 'skc-watch',
  BUCKET_NAME: 'plans',
  ORGANISATION_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:skc-watch-organisation',
  KEY_ARN: 'arn:aws:kms:eu-west-1:123456789012:key/0',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:skc-watch',
  SCHEDULE_NAME: 'skc-watch',
};

/**
 * What tells that a cloud's code is in a bundle: its own part of the product, and its SDKs. The names of Azure's
 * authorities are the configuration's, which every function reads.
 */
const CODE_OF: Record<Cloud, RegExp> = {
  aws: /^shared\/sources\/aws\/|@aws-sdk\/client-(acm|iam|kms|secrets-manager|organizations|account)\//,
  azure: /^shared\/(sources|clouds)\/azure\/(?!endpoints\.ts$)|node_modules\/@azure\//,
  gcp: /^shared\/(sources|clouds)\/gcp\/|node_modules\/(google-auth-library|gaxios|@google-cloud)\//,
};

const names = FUNCTIONS.map(({ name }) => name);
/** Those that do not read another cloud, which waits for its own SDKs. */
const ofAws = FUNCTIONS.filter(({ cloud = 'aws' }: FunctionDeclaration) => cloud === 'aws').map(
  ({ name }) => name,
);
let directories: Bundles;
beforeAll(async () => {
  directories = await bundleAll(FUNCTIONS, configAsset(configSchema.parse(THREE_CLOUDS)));
}, 240_000);
afterAll(() => {
  for (const directory of directories.values()) rmSync(directory, { recursive: true });
});

function directoryOf(name: string): string {
  const directory = directories.get(name);
  if (directory === undefined) throw new Error(`${name} was not bundled`);
  return directory;
}

/** Bytes of code in a directory, split parts together. */
function bytesIn(directory: string): number {
  const code = readdirSync(directory).filter((file) => file.endsWith('.mjs'));
  return code.reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
}

/** The clouds of which a step's bundle holds code, where the configuration names `clouds`. */
async function cloudsIn(name: string, clouds: readonly Cloud[]): Promise<Cloud[]> {
  const declaration = FUNCTIONS.find((each) => each.name === name);
  if (declaration === undefined) throw new Error(`${name} is not registered`);
  const { metafile } = await build({
    ...bundleOptions(declaration, clouds),
    outdir: 'nowhere',
    write: false,
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return CLOUDS.filter((cloud) => files.some((file) => CODE_OF[cloud].test(file)));
}

/**
 * Milliseconds that a bare node takes to import the function, which is what a cold start waits for: by the clock, or of
 * the processor's time where others kept the processor from it. Until one is fast
 * enough: other work on the machine only adds to it.
 */
function importMs(name: string): number {
  const file = pathToFileURL(join(directoryOf(name), 'index.mjs')).href;
  const code = [
    'const t = performance.now(), c = process.cpuUsage();',
    `const { handler } = await import(${JSON.stringify(file)});`,
    'const wall = performance.now() - t, { user, system } = process.cpuUsage(c);',
    "if (typeof handler !== 'function') throw new Error('no handler');",
    'console.log(Math.min(wall, (user + system) / 1000));',
  ].join('');
  let fastest = Infinity;
  for (let tries = 0; tries < TRIES && fastest > MOST_MS; tries++)
    fastest = Math.min(
      fastest,
      Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { env: ENVIRONMENT })),
    );
  return fastest;
}

describe('the bundle of', () => {
  it.each(names)('%s is no larger than it was', async (name) => {
    const several = (await cloudsIn(name, CLOUDS)).length > 1;
    const most = several
      ? MOST_BYTES.several
      : (Object.entries(MOST_BYTES).find(([each]) => each === name)?.[1] ?? MOST_BYTES.one);
    const bytes = bytesIn(directoryOf(name));
    console.log(`code of ${name}: ${(bytes / 1e6).toFixed(2)} MB`);
    expect(bytes).toBeLessThanOrEqual(most);
  });

  it.each(CLOUDS)('the function that reads %s holds no code of another cloud', async (cloud) => {
    expect(await cloudsIn(`collect-${cloud}`, CLOUDS)).toEqual([cloud]);
  });

  it.each(ofAws)('%s holds no code of a cloud that the configuration does not name', async (name) => {
    expect(await cloudsIn(name, ['aws'])).not.toContain('azure');
    expect(await cloudsIn(name, ['aws'])).not.toContain('gcp');
  });

  it.each(ofAws)(
    '%s is imported within 200 ms',
    (name) => {
      const fastest = importMs(name);
      console.log(`import of ${name}: ${fastest.toFixed(0)} ms`);
      expect(fastest).toBeLessThanOrEqual(MOST_MS);
    },
    60_000,
  );
});
