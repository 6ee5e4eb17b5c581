import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../functions/registry.ts';
import type { FunctionDeclaration } from '../../../functions/runtime/declaration.ts';
import { bundleAll, bundleOptions, type Bundles } from '../../../infra/bundle.ts';
import { configAsset } from '../../../infra/config-asset.ts';
import { CLOUDS, type Cloud } from '../../../shared/model/account.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { THREE_CLOUDS } from '../../bed/infra/synthesised.ts';

/** Maximum size of each bundle: a client that is included whole adds half a megabyte. */
const MOST_BYTES = { one: 820_000, 'collect-azure': 950_000, 'collect-gcp': 900_000, several: 1_850_000 };
const MOST_BYTES_AT_START = { 'collect-azure': 900_000, others: 770_000 };

const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  TABLE_NAME: 'skc-watch',
  BUCKET_NAME: 'plans',
  ORGANISATION_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:skc-watch-organisation',
  KEY_ARN: 'arn:aws:kms:eu-west-1:123456789012:key/0',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:skc-watch',
  SCHEDULE_NAME: 'skc-watch',
  BATCHES_AT_ONCE: '40',
  ACCOUNTS_AT_ONCE: '40',
};

/**
 * Signs that a cloud's code is in a bundle: its part of the product, and its SDKs. The names of Azure's
 * authorities belong to the configuration, which every function reads.
 */
const CODE_OF: Record<Cloud, RegExp> = {
  aws: /^shared\/sources\/aws\/|@aws-sdk\/client-(acm|iam|kms|secrets-manager|organizations|account)\//,
  azure: /^shared\/(sources|clouds)\/azure\/(?!endpoints\.ts$)|node_modules\/@azure\//,
  gcp: /^shared\/(sources|clouds)\/gcp\/|node_modules\/(google-auth-library|gaxios|@google-cloud)\//,
};

const names = FUNCTIONS.map(({ name }) => name);
/** Functions that do not read another cloud. */
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

/** Bytes of code in a directory, including chunks. */
function bytesIn(directory: string): number {
  const code = readdirSync(directory).filter((file) => file.endsWith('.mjs'));
  return code.reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
}

/** The clouds whose code a step's bundle contains, if the configuration names `clouds`. */
async function cloudsIn(name: string, clouds: readonly Cloud[]): Promise<Cloud[]> {
  const { outputs } = await metafileOf(name, clouds);
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return CLOUDS.filter((cloud) => files.some((file) => CODE_OF[cloud].test(file)));
}

async function metafileOf(name: string, clouds: readonly Cloud[]): Promise<Metafile> {
  const declaration = FUNCTIONS.find((each) => each.name === name);
  if (declaration === undefined) throw new Error(`${name} is not registered`);
  const { metafile } = await build({
    ...bundleOptions(declaration, clouds),
    outdir: 'nowhere',
    write: false,
  });
  return metafile;
}

/**
 * Bytes of code that Node reads to import the function, which is most of a cold start: the entry and everything that it
 * imports statically. Bytes are counted, since milliseconds depend on the machine's load.
 */
async function bytesAtStart(name: string): Promise<number> {
  const { outputs } = await metafileOf(name, CLOUDS);
  const entry = Object.keys(outputs).find(
    (file) => outputs[file]?.entryPoint?.endsWith('lambda.ts') === true,
  );
  const loaded = new Set<string>();
  const load = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) load(path);
  };
  if (entry === undefined) throw new Error(`${name} has no entry`);
  load(entry);
  return [...loaded].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}

/** Imports the function in plain Node, with the environment that it has when deployed. */
function importedHandler(name: string): string {
  const file = pathToFileURL(join(directoryOf(name), 'index.mjs')).href;
  const code = `const { handler } = await import(${JSON.stringify(file)}); console.log(typeof handler);`;
  const options = { env: ENVIRONMENT, encoding: 'utf8' } as const;
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], options).trim();
}

describe('the bundle of', () => {
  it.each(names)('%s is not larger than before', async (name) => {
    const several = (await cloudsIn(name, CLOUDS)).length > 1;
    const most = several
      ? MOST_BYTES.several
      : (Object.entries(MOST_BYTES).find(([each]) => each === name)?.[1] ?? MOST_BYTES.one);
    const bytes = bytesIn(directoryOf(name));
    console.log(`code of ${name}: ${(bytes / 1e6).toFixed(2)} MB`);
    expect(bytes).toBeLessThanOrEqual(most);
  });

  it.each(CLOUDS)('the function that reads %s contains no code of another cloud', async (cloud) => {
    expect(await cloudsIn(`collect-${cloud}`, CLOUDS)).toEqual([cloud]);
  });

  it.each(ofAws)('%s contains no code of a cloud that is not configured', async (name) => {
    expect(await cloudsIn(name, ['aws'])).not.toContain('azure');
    expect(await cloudsIn(name, ['aws'])).not.toContain('gcp');
  });

  it.each(names)('%s loads no more code at its start than before', async (name) => {
    const bytes = await bytesAtStart(name);
    console.log(`start of ${name}: ${(bytes / 1e3).toFixed(0)} kB`);
    expect(bytes).toBeLessThanOrEqual(
      name === 'collect-azure' ? MOST_BYTES_AT_START[name] : MOST_BYTES_AT_START.others,
    );
  });

  it.each(names)('%s exports a handler in plain Node', (name) => {
    expect(importedHandler(name)).toBe('function');
  });
});
