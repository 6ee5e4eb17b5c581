import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { NOT_IN_MOTO } from '../../test/bed/servers/moto.ts';
import { pythonEnvironment } from '../../test/bed/servers/python-environment.ts';
import type { Part } from '../part.ts';
import { runTable } from '../run-table.ts';
import { changeSecrets } from './changes.ts';
import { operationTable, peerTable } from './comparison.ts';
import { startAwsEstate } from './estate.ts';
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
  const estate = await startAwsEstate(secrets);
  const directory = mkdtempSync(join(tmpdir(), 'skc-bench-'));
  try {
    const changedSkcs = Math.round(estate.skcs / 100);
    say(`${secrets} secrets: first run`);
    const first = await estate.run(directory);
    say(`${secrets} secrets: nothing changed`);
    const unchanged = await estate.run(directory);
    say(`${secrets} secrets: ${changedSkcs} changed`);
    await changeSecrets(estate.url, changedSkcs);
    const changed = await estate.run(directory);
    return {
      estate: `${estate.skcs} SKCs, ${secrets} of them secrets`,
      skcs: estate.skcs,
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
    await estate.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}
