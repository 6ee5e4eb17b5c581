import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigInput } from '../../shared/config/schema.ts';
import type { Part } from '../part.ts';
import { measureRun, type Measured } from '../product.ts';
import { runTable } from '../run-table.ts';
import type { AzureShape } from '../sandbox/shape.ts';
import { startBenchSandbox, type BenchSandbox } from '../sandbox/start.ts';
import type { Size } from '../size.ts';
import { TENANT } from './estate.ts';
import { azureGoals, type AzureKind, type AzureSizes } from './goals.ts';
import { azureEnvironment } from './sign-in.ts';

/** 250 SKCs a vault, of which 230 are secrets, 12 keys and 8 certificates. */
const MIX = { cloud: 'azure', secrets: 230, keys: 12, certificates: 8 } as const;
const VAULTS = [100, 200] as const;
const EMPTY: AzureShape = { cloud: 'azure', vaults: 0, secrets: 0, keys: 0, certificates: 0 };

/** Azure with the sandbox: calls for each kind, then 25,000 and 50,000 SKCs in 100 and 200 vaults. */
export const azurePart: Part = {
  title: 'Azure',
  async measure(say) {
    let crowd = 0;
    const measure = async (what: string, shape: AzureShape, options: readonly string[] = []) => {
      const measured = await measureSize(what, shape, options, say);
      crowd = Math.max(crowd, measured.crowd);
      return measured.size;
    };
    // Each kind separately, in vaults of 250.
    const kind = (name: AzureKind, source: string) =>
      measure(name, { ...EMPTY, vaults: 4, [name]: 250 }, ['--sources', source]);
    const kinds = {
      secrets: await kind('secrets', 'azure.key-vault-secret'),
      keys: await kind('keys', 'azure.key-vault-key'),
      certificates: await kind('certificates', 'azure.key-vault-certificate'),
    };
    say('compiling the product once');
    await measureSize('mixed', { ...MIX, vaults: 1 }, [], () => undefined);
    const mixed = [
      await measure('mixed', { ...MIX, vaults: VAULTS[0] }),
      await measure('mixed', { ...MIX, vaults: VAULTS[1] }),
    ] as const;
    const sizes: AzureSizes = { kinds, mixed, crowd };
    return {
      tables: runTable([...Object.values(kinds), ...mixed]),
      record: sizes,
      goals: azureGoals(sizes),
    };
  },
};

/** Reads whether the renewal of a certificate in its last sixty days fails. */
const VERIFYING = 'keyvault:GetCertificateOperation';

async function measureSize(
  what: string,
  shape: AzureShape,
  options: readonly string[],
  say: (text: string) => void,
): Promise<{ size: Size; crowd: number }> {
  const skcs = shape.vaults * (shape.secrets + shape.keys + shape.certificates);
  const directory = mkdtempSync(join(tmpdir(), 'skc-bench-'));
  const sandbox = await startBenchSandbox(shape);
  try {
    say(`${skcs} SKCs, ${what}: first run`);
    const first = await run(sandbox, directory, options);
    say(`${skcs} SKCs, ${what}: nothing changed`);
    const unchanged = await run(sandbox, directory, options);
    const crowds = Object.entries(await sandbox.takeCrowds());
    const atVaults = crowds.flatMap(([host, most]) => (host.includes('.vault.') ? [most] : []));
    return {
      size: {
        estate: `${skcs} ${what}, ${shape.vaults} vaults`,
        skcs,
        runs: [
          { title: 'first', measured: first },
          { title: 'unchanged', measured: unchanged },
        ],
        verifies: (operation) => operation === VERIFYING,
      },
      crowd: Math.max(...atVaults),
    };
  } finally {
    await sandbox.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function run(sandbox: BenchSandbox, directory: string, options: readonly string[]): Promise<Measured> {
  const config: ConfigInput = { azure: { tenantId: TENANT } };
  const file = join(directory, 'skc.config.json');
  writeFileSync(file, JSON.stringify(config));
  return measureRun({
    options: ['--config', file, ...options],
    directory: join(directory, 'skc'),
    environment: await azureEnvironment(sandbox, directory),
    takeCalls: () => sandbox.takeCalls(),
  });
}
