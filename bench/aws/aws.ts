import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { ConfigInput } from '../../shared/config/schema.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { NOT_IN_MOTO, startMoto } from '../../test/bed/servers/moto.ts';
import { pythonEnvironment } from '../../test/bed/servers/python-environment.ts';
import type { Part } from '../part.ts';
import { measureRun, type Measured } from '../product.ts';
import { runTable } from '../run-table.ts';
import { changeSecrets } from './changes.ts';
import { operationTable, peerTable } from './comparison.ts';
import { awsGoals, type AwsSize } from './goals.ts';

const SIZES = [1000, 2000] as const;
/** One region: each source that is measured has one target. */
const TARGETS = awsSources.length - NOT_IN_MOTO.length;

/** Operations that read one SKC precisely before a new finding is opened. */
const VERIFYING = new Set([
  'secretsmanager:ListSecretVersionIds',
  'kms:ListKeyRotations',
  'iam:GetAccessKeyLastUsed',
  'iam:GetAccountSummary',
]);

/** AWS with moto, at two sizes. */
export const awsPart: Part = {
  title: 'AWS',
  async measure(say) {
    await pythonEnvironment(say);
    say(`without ${NOT_IN_MOTO.join(', ')}, which moto does not serve`);
    say('compiling the product once');
    await measureSize(10, () => undefined);
    const single = await measureSize(SIZES[0], say);
    const double = await measureSize(SIZES[1], say);
    return {
      tables: tables(single, double),
      record: { notMeasured: NOT_IN_MOTO, single, double },
      goals: awsGoals(single, double),
    };
  },
};

function tables(single: AwsSize, double: AwsSize): string {
  return [
    `Runs, without ${NOT_IN_MOTO.join(', ')}, which moto does not serve`,
    runTable([single, double]),
    'Calls by operation, first run (v: verifying)',
    operationTable(single, double),
    'Compared with other programs on the same estate',
    peerTable(single, double),
  ].join('\n\n');
}

/** Three runs over one estate: the first, one without changes, one after 1 % changed. */
async function measureSize(secrets: number, say: (text: string) => void): Promise<AwsSize> {
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
    return {
      estate: `${skcs} SKCs, ${secrets} of them secrets`,
      skcs,
      runs: [
        { title: 'first', measured: first },
        { title: 'unchanged', measured: unchanged },
        { title: `${changedSkcs} changed`, measured: changed },
      ],
      verifies: (operation) => VERIFYING.has(operation),
      targets: TARGETS,
      changedSkcs,
    };
  } finally {
    await moto.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

function run(url: string, directory: string): Promise<Measured> {
  const config: ConfigInput = { exclude: { sources: NOT_IN_MOTO } };
  const file = join(directory, 'skc.config.json');
  writeFileSync(file, JSON.stringify(config));
  return measureRun({
    options: ['--config', file, '--regions', 'us-east-1'],
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
