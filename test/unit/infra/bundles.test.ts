import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../../functions/permission-registry.ts';
import { bundle } from '../../../infra/bundle.ts';
import { configAsset } from '../../../infra/config-asset.ts';
import { configSchema } from '../../../shared/config/schema.ts';

const MOST_BYTES = 1_000_000;
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

const steps = Object.keys(STEPS);
const directories = new Map<string, string>();
beforeAll(() => {
  const config = configAsset(configSchema.parse({}));
  for (const step of steps) directories.set(step, bundle(step, config));
}, 60_000);
afterAll(() => {
  for (const directory of directories.values()) rmSync(directory, { recursive: true });
});

function directoryOf(step: string): string {
  const directory = directories.get(step);
  if (directory === undefined) throw new Error(`${step} was not bundled`);
  return directory;
}

/**
 * Milliseconds that a bare node takes to import the function, which is what a cold start waits for: by the clock, or of
 * the processor's time where others kept the processor from it.
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
  ).toSorted((a, b) => a - b);
  return times[TRIES / 2] ?? Infinity;
}

describe('the bundle of', () => {
  it.each(steps)('%s is at most 1 MB of code, split parts together', (step) => {
    const directory = directoryOf(step);
    const code = readdirSync(directory).filter((file) => file.endsWith('.mjs'));
    const bytes = code.reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  });

  it.each(steps)(
    '%s is imported within 200 ms, median of ten',
    (step) => {
      const median = importMs(step);
      console.log(`import of ${step}: ${median.toFixed(0)} ms`);
      expect(median).toBeLessThanOrEqual(MOST_MS);
    },
    60_000,
  );
});
