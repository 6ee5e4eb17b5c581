import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigInput } from '../../shared/config/schema.ts';
import type { Part } from '../part.ts';
import { measureRun, type Measured } from '../product.ts';
import type { AzureShape } from '../sandbox/shape.ts';
import { startBenchSandbox, type BenchSandbox } from '../sandbox/start.ts';
import { TENANT } from './estate.ts';
import { goalsOf } from './goals.ts';
import { rendered } from './print.ts';
import { azureEnvironment } from './sign-in.ts';

/** The runs over one estate. */
export interface AzureSize {
  what: string;
  shape: AzureShape;
  skcs: number;
  first: Measured;
  later: Measured;
  /** Maximum number of concurrent requests to one vault in both runs. */
  crowd: number;
}

/** Each kind separately, in vaults of 250. */
const KINDS = [
  { what: 'secrets', source: 'azure.key-vault-secret' },
  { what: 'keys', source: 'azure.key-vault-key' },
  { what: 'certificates', source: 'azure.key-vault-certificate' },
] as const;
/** 250 SKCs a vault, of which 230 are secrets, 12 keys and 8 certificates. */
const MIX = { cloud: 'azure', secrets: 230, keys: 12, certificates: 8 } as const;
const VAULTS = [100, 200] as const;

/** Azure with the sandbox: calls for each kind, then 25,000 and 50,000 SKCs in 100 and 200 vaults. */
export const azurePart: Part = {
  title: 'Azure',
  async measure(say) {
    const kinds: AzureSize[] = [];
    for (const { what, source } of KINDS) {
      const shape = { ...EMPTY, vaults: 4, [what]: 250 };
      kinds.push(await measureSize(what, shape, ['--sources', source], say));
    }
    say('compiling the product once');
    await measureSize('mixed', { ...MIX, vaults: 1 }, [], () => undefined);
    const sizes: AzureSize[] = [];
    for (const vaults of VAULTS) sizes.push(await measureSize('mixed', { ...MIX, vaults }, [], say));
    return { tables: rendered([...kinds, ...sizes]), record: { kinds, sizes }, goals: goalsOf(kinds, sizes) };
  },
};

const EMPTY: AzureShape = { cloud: 'azure', vaults: 0, secrets: 0, keys: 0, certificates: 0 };

async function measureSize(
  what: string,
  shape: AzureShape,
  options: readonly string[],
  say: (text: string) => void,
): Promise<AzureSize> {
  const skcs = shape.vaults * (shape.secrets + shape.keys + shape.certificates);
  const directory = mkdtempSync(join(tmpdir(), 'skc-bench-'));
  const sandbox = await startBenchSandbox(shape);
  try {
    say(`${skcs} SKCs, ${what}: first run`);
    const first = await run(sandbox, directory, options);
    say(`${skcs} SKCs, ${what}: nothing changed`);
    const later = await run(sandbox, directory, options);
    const crowds = Object.entries(await sandbox.takeCrowds());
    const atVaults = crowds.flatMap(([host, most]) => (host.includes('.vault.') ? [most] : []));
    return { what, shape, skcs, first, later, crowd: Math.max(...atVaults) };
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
