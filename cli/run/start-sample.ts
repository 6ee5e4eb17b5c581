import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sampleConfig } from '../../sandbox/estate/sample-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { Severity } from '../../shared/model/finding.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { endCompanion } from '../local/companion.ts';
import { readEstateFile, type EstateDeclaration, type GeneratedSize } from '../local/estate-file.ts';
import { withFile } from '../local/store-unusable.ts';
import { openSandbox, signInToAzureSandbox, signInToSandbox } from '../local/sandbox.ts';
import { holdsStore, storeDirectory } from '../local/store.ts';
import { runLocally } from './local-run.ts';

export interface SampleStart {
  root: string;
  json: boolean;
  /** Days by which the sandbox's clock is moved forward first. */
  days: number;
  reset: boolean;
  failOn: Severity | undefined;
  generated: GeneratedSize | undefined;
}

/** Runs the pipeline over the sandbox's estate. */
export async function startSample(
  { root, json, days, reset, failOn, generated }: SampleStart,
  dependencies: Dependencies,
): Promise<void> {
  const directory = storeDirectory(root, 'sample');
  if (reset) await forgetSample(directory);
  const store = holdsStore(root, 'own') ? ' --store sample' : '';
  const sandbox = await openSandbox(directory, generated);
  try {
    if (days > 0) await sandbox.control.clock.advanceDays(days);
    signInToSandbox(process.env, sandbox.url);
    const azure = await sandbox.control.azure();
    if (azure !== undefined) signInToAzureSandbox(process.env, azure, sandbox.key);
    const now = await sandbox.control.clock.now();
    await runLocally(
      {
        config: configOf(readEstateFile(directory)),
        now,
        directory,
        azureSignIn: 'federated',
        alert: true,
        outbox: sandbox.outbox,
        json,
        failOn,
        next: [
          { command: `npx skc findings --severity high${store}`, shows: 'all high and critical findings' },
          { command: `npx skc messages${store}`, shows: 'the messages that were sent, and one with its ID' },
          { command: 'npm start -- --days 30', shows: 'the same organisation a month later' },
          { command: 'npx skc run', shows: 'your own AWS account, with your own credentials' },
        ],
      },
      dependencies,
    );
    // Reading isolates failures, so a run over a sandbox that has ended ends by itself.
    const failure = sandbox.failure();
    if (failure !== undefined) throw failure;
  } catch (error) {
    throw sandbox.failure() ?? error;
  } finally {
    sandbox.close();
  }
}

/** A generated organisation is in AWS only. */
function configOf(declared: EstateDeclaration | undefined): Config {
  const { azure, gcp, ...aws } = sampleConfig(declared?.epoch);
  return configSchema.parse(declared?.generated === undefined ? { ...aws, azure, gcp } : aws);
}

/** Deletes the files unread: one of them may be damaged. */
async function forgetSample(directory: string): Promise<void> {
  for (const name of ['database', 'sandbox']) await endCompanion(name, directory);
  for (const name of ['database', 'outbox', 'sandbox.json', 'estate.json', 'last-config.json', 'last-store'])
    withFile(join(directory, name), () => rmSync(join(directory, name), { recursive: true, force: true }));
}
