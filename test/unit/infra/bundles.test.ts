import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../../functions/registry.ts';
import { bundleAll, bundleOptions, type Bundles } from '../../../infra/bundle.ts';
import { configAsset } from '../../../infra/config-asset.ts';
import { CLOUDS, type Cloud } from '../../../shared/model/account.ts';
import { configSchema } from '../../../shared/config/schema.ts';
import { THREE_CLOUDS } from '../../bed/infra/synthesised.ts';

/** What a bundle was when this was written, and a little: a client that is taken whole adds half a megabyte. */
const MOST_BYTES = { one: 700_000, 'collect-azure': 1_050_000, 'collect-gcp': 850_000, several: 1_700_000 };
const MOST_MS = 200;
const TRIES = 10;

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

const steps = Object.keys(STEPS);
let directories: Bundles;
beforeAll(async () => {
  directories = await bundleAll(steps, configAsset(configSchema.parse(THREE_CLOUDS)));
}, 60_000);
afterAll(() => {
  for (const directory of directories.values()) rmSync(directory, { recursive: true });
});

function directoryOf(step: string): string {
  const directory = directories.get(step);
  if (directory === undefined) throw new Error(`${step} was not bundled`);
  return directory;
}

/** Bytes of code in a directory, split parts together. */
function bytesIn(directory: string): number {
  const code = readdirSync(directory).filter((file) => file.endsWith('.mjs'));
  return code.reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
}

/** The clouds of which a step's bundle holds code, where the configuration names `clouds`. */
async function cloudsIn(step: string, clouds: readonly Cloud[]): Promise<Cloud[]> {
  const { metafile } = await build({ ...bundleOptions(step, clouds), outdir: 'nowhere', write: false });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return CLOUDS.filter((cloud) => files.some((file) => CODE_OF[cloud].test(file)));
}

/**
 * Milliseconds that a bare node takes to import the function, which is what a cold start waits for: by the clock, or of
 * the processor's time where others kept the processor from it. The fastest of ten: other work on the machine only adds.
 */
function importMs(step: string): number {
  const file = pathToFileURL(join(directoryOf(step), 'index.mjs')).href;
  const code = [
    'const t = performance.now(), c = process.cpuUsage();',
    `const { handler } = await import(${JSON.stringify(file)});`,
    'const wall = performance.now() - t, { user, system } = process.cpuUsage(c);',
    "if (typeof handler !== 'function') throw new Error('no handler');",
    'console.log(Math.min(wall, (user + system) / 1000));',
  ].join('');
  const times = Array.from({ length: TRIES }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { env: ENVIRONMENT })),
  );
  return Math.min(...times);
}

describe('the bundle of', () => {
  it.each(steps)('%s is no larger than it was', async (step) => {
    const several = (await cloudsIn(step, CLOUDS)).length > 1;
    const most = several
      ? MOST_BYTES.several
      : (Object.entries(MOST_BYTES).find(([name]) => name === step)?.[1] ?? MOST_BYTES.one);
    const bytes = bytesIn(directoryOf(step));
    console.log(`code of ${step}: ${(bytes / 1e6).toFixed(2)} MB`);
    expect(bytes).toBeLessThanOrEqual(most);
  });

  it.each(CLOUDS)('the function that reads %s holds no code of another cloud', async (cloud) => {
    expect(await cloudsIn(`collect-${cloud}`, CLOUDS)).toEqual([cloud]);
  });

  it.each(steps.filter((step) => !/^collect-(azure|gcp)$/.test(step)))(
    '%s holds no code of a cloud that the configuration does not name',
    async (step) => {
      expect(await cloudsIn(step, ['aws'])).not.toContain('azure');
      expect(await cloudsIn(step, ['aws'])).not.toContain('gcp');
    },
  );

  // Those of other clouds wait for their own SDKs.
  it.each(steps.filter((step) => !/^collect-(azure|gcp)$/.test(step)))(
    '%s is imported within 200 ms, the fastest of ten',
    (step) => {
      const fastest = importMs(step);
      console.log(`import of ${step}: ${fastest.toFixed(0)} ms`);
      expect(fastest).toBeLessThanOrEqual(MOST_MS);
    },
    60_000,
  );
});
