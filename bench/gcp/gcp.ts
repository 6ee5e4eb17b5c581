import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MANAGEMENT_ACCOUNT } from '../../sandbox/estate/generate.ts';
import { GCP_PREFIX } from '../../sandbox/gcp/prefix.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import type { Part } from '../part.ts';
import { measureRun, type Measured } from '../product.ts';
import type { GcpShape } from '../sandbox/shape.ts';
import { startBenchSandbox, type BenchSandbox } from '../sandbox/start.ts';
import { AUDIENCE, ORGANISATION, SERVICE_ACCOUNT } from './estate.ts';
import { goalsOf } from './goals.ts';
import { rendered } from './print.ts';

/** The runs over one estate. */
export interface GcpSize {
  shape: GcpShape;
  assetInventory: boolean;
  skcs: number;
  first: Measured;
  later: Measured;
}

const SMALL: GcpShape = { cloud: 'gcp', projects: 5, skcs: 200 };
const LARGE: readonly GcpShape[] = [50, 100].map((projects) => ({ cloud: 'gcp', projects, skcs: 500 }));

/** Google Cloud with the sandbox: calls with both ways of listing, then 25,000 and 50,000 SKCs in 50 and 100 projects. */
export const gcpPart: Part = {
  title: 'Google Cloud',
  async measure(say) {
    const byServices = await measureSize(SMALL, false, say);
    const byInventory = await measureSize(SMALL, true, say);
    const large: GcpSize[] = [];
    for (const shape of LARGE) large.push(await measureSize(shape, true, say));
    const [single, double] = large;
    if (single === undefined || double === undefined) throw new Error('two sizes are measured');
    const sizes = { byServices, byInventory, single, double };
    return { tables: rendered(Object.values(sizes)), record: sizes, goals: goalsOf(sizes) };
  },
};

async function measureSize(
  shape: GcpShape,
  assetInventory: boolean,
  say: (text: string) => void,
): Promise<GcpSize> {
  const skcs = shape.projects * shape.skcs;
  const way = assetInventory ? 'by Cloud Asset Inventory' : 'by the services';
  const directory = mkdtempSync(join(tmpdir(), 'skc-bench-'));
  const sandbox = await startBenchSandbox(shape);
  try {
    say(`${skcs} SKCs ${way}: first run`);
    const first = await run(sandbox, directory, assetInventory);
    say(`${skcs} SKCs ${way}: nothing changed`);
    const later = await run(sandbox, directory, assetInventory);
    return { shape, assetInventory, skcs, first, later };
  } finally {
    await sandbox.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

function run(sandbox: BenchSandbox, directory: string, assetInventory: boolean): Promise<Measured> {
  const config: ConfigInput = {
    gcp: {
      organisationId: ORGANISATION,
      assetInventory,
      workloadIdentity: { audience: AUDIENCE },
      serviceAccount: SERVICE_ACCOUNT,
    },
  };
  const file = join(directory, 'skc.config.json');
  writeFileSync(file, JSON.stringify(config));
  const store = join(directory, 'skc');
  mkdirSync(store, { recursive: true });
  return measureRun({
    options: ['--config', file],
    directory: store,
    // Google trusts the AWS role of the environment, as in a deployment.
    environment: {
      AWS_ACCESS_KEY_ID: MANAGEMENT_ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      SKC_GCP_ENDPOINT: `${sandbox.url}${GCP_PREFIX}`,
    },
    takeCalls: () => sandbox.takeCalls(),
  });
}
