import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { startMoto } from '../../test/bed/servers/moto.ts';
import { pythonEnvironment } from '../../test/bed/servers/python-environment.ts';
import type { Part } from '../part.ts';
import { measureRun, type Measured } from '../product.ts';
import { changeSecrets } from './changes.ts';
import { goalsOf, type Size } from './goals.ts';
import { rendered } from './print.ts';

const SIZES = [1000, 2000] as const;

/** AWS with moto, at two sizes. */
export const awsPart: Part = {
  title: 'AWS',
  async measure(say) {
    await pythonEnvironment(say);
    say('compiling the product once');
    await measureSize(10, say);
    const single = await measureSize(SIZES[0], say);
    const double = await measureSize(SIZES[1], say);
    return { tables: rendered(single, double), record: { single, double }, goals: goalsOf(single, double) };
  },
};

/** Three runs over one estate: the first, one without changes, one after 1 % changed. */
async function measureSize(secrets: number, say: (text: string) => void): Promise<Size> {
  say(`${secrets} secrets: creating the estate in moto`);
  const script = fileURLToPath(new URL('./moto_estate.py', import.meta.url));
  const moto = await startMoto({ file: script, args: [String(secrets)] });
  const directory = mkdtempSync(join(tmpdir(), 'skc-bench-'));
  try {
    // Secrets, a fifth as many keys, a tenth certificates, two access keys for each of a fifth as many users.
    const skcs = secrets * 1.7;
    const changedSkcs = Math.round(skcs / 100);
    say(`${secrets} secrets: first run`);
    const first = await run(moto.url, directory);
    say(`${secrets} secrets: nothing changed`);
    const unchanged = await run(moto.url, directory);
    say(`${secrets} secrets: ${changedSkcs} changed`);
    await changeSecrets(moto.url, changedSkcs);
    const changed = await run(moto.url, directory);
    return { secrets, skcs, first, unchanged, changed, changedSkcs };
  } finally {
    await moto.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

function run(url: string, directory: string): Promise<Measured> {
  return measureRun({
    options: ['--regions', 'us-east-1'],
    directory,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    takeCalls: () => takeCalls(url),
  });
}

/** The calls since the last time they were read. */
async function takeCalls(url: string): Promise<Record<string, number>> {
  const answer = await fetch(`${url}/bench/calls`);
  return z.record(z.string(), z.number()).parse(await answer.json());
}
