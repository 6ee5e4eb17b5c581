import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MANAGEMENT_ACCOUNT } from '../../sandbox/estate/generate.ts';
import { GCP_PREFIX } from '../../sandbox/gcp/prefix.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import type { Part } from '../part.ts';
import { measureRun, type Measured } from '../product.ts';
import { runTable } from '../run-table.ts';
import type { GcpShape } from '../sandbox/shape.ts';
import { startBenchSandbox, type BenchSandbox } from '../sandbox/start.ts';
import type { Size } from '../size.ts';
import { AUDIENCE, ORGANISATION, SERVICE_ACCOUNT } from './estate.ts';
import { gcpGoals, type GcpSizes } from './goals.ts';

const SMALL: GcpShape = { cloud: 'gcp', projects: 5, skcs: 200 };
const LARGE: readonly [GcpShape, GcpShape] = [
  { cloud: 'gcp', projects: 50, skcs: 500 },
  { cloud: 'gcp', projects: 100, skcs: 500 },
];

/** Google Cloud with the sandbox: calls with both ways of listing, then 25,000 and 50,000 SKCs in 50 and 100 projects. */
export const gcpPart: Part = {
  title: 'Google Cloud',
  async measure(say) {
    const sizes: GcpSizes = {
      byServices: await measureSize(SMALL, false, say),
      byInventory: await measureSize(SMALL, true, say),
      large: [await measureSize(LARGE[0], true, say), await measureSize(LARGE[1], true, say)],
    };
    const { byServices, byInventory, large } = sizes;
    return {
      tables: runTable([byServices, byInventory, ...large]),
      record: sizes,
      goals: gcpGoals(sizes),
    };
  },
};

/** Calls that list with Cloud Asset Inventory; all other calls confirm one fact. */
const BY_INVENTORY = new Set(['cloudasset:ListAssets', 'cloudresourcemanager:SearchProjects']);

async function measureSize(
  shape: GcpShape,
  assetInventory: boolean,
  say: (text: string) => void,
): Promise<Size> {
  const skcs = shape.projects * shape.skcs;
  const way = assetInventory ? 'by Asset Inventory' : 'by the services';
  const directory = mkdtempSync(join(tmpdir(), 'skc-bench-'));
  const sandbox = await startBenchSandbox(shape);
  try {
    say(`${skcs} SKCs ${way}: first run`);
    const first = await run(sandbox, directory, assetInventory);
    say(`${skcs} SKCs ${way}: nothing changed`);
    const unchanged = await run(sandbox, directory, assetInventory);
    return {
      estate: `${skcs} ${way}, ${shape.projects} projects`,
      skcs,
      runs: [
        { title: 'first', measured: first },
        { title: 'unchanged', measured: unchanged },
      ],
      verifies: (operation) => assetInventory && !BY_INVENTORY.has(operation),
    };
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
