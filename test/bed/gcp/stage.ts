import { connectDatabase } from '../database.ts';
import { signInToSandbox } from '../sandbox/sign-in.ts';
import { collect, type Collected } from '../../../functions/collect/collect.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import type { GcpEstate, GcpProject } from '../../../sandbox/estate/gcp-estate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import type { CloudReader } from '../../../shared/readers/contract.ts';
import { openGcpReader } from '../../../shared/readers/gcp/reader.ts';
import type { GcpSession } from '../../../shared/clouds/gcp/session.ts';
import type { GcpConfig } from '../../../shared/config/gcp.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import type { Inventory } from '../../../shared/inventory/contract.ts';
import type { Account } from '../../../shared/model/account.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import type { Target } from '../../../shared/model/target.ts';
import { openRewritingProxy, type Rewrite } from './rewriting-proxy.ts';
import { gcpSources } from '../../../shared/sources/gcp/registry.ts';

export const EPOCH = '2026-11-21T06:00:00Z';
export const AUDIENCE =
  '//iam.googleapis.com/projects/700000000000/locations/global/workloadIdentityPools/skc/providers/aws';
export const SERVICE_ACCOUNT = 'skc-watch@sec-tools-4711.iam.gserviceaccount.com';

/** Projects in a separate sandbox and table, read as a run would read them. */
export interface GcpStage {
  sandbox: Sandbox;
  inventory: Inventory;
  calls: Calls;
  /** Paths of the calls through the proxy, if answers are rewritten. */
  paths: readonly string[];
  reader: CloudReader<GcpSession>;
  /** Reads everything of all projects that are not retired, target by target. */
  collectAll(): Promise<Collected[]>;
  /** Reads one target. */
  collectTarget(target: Target): Promise<Collected['scan']>;
  stored(account: Account['key']): Promise<StoredSkc[]>;
  close(): Promise<void>;
}

let tables = 0;

export function gcpEstate(projects: GcpProject[]): GcpEstate {
  return {
    organisationId: '600000000000',
    workloadIdentity: {
      audience: AUDIENCE,
      awsAccountId: '111111111111',
      serviceAccount: SERVICE_ACCOUNT,
    },
    projects,
  };
}

export function gcpProject(id: string, number: string, more: Partial<GcpProject> = {}): GcpProject {
  return {
    id,
    number,
    name: id,
    parent: 'organizations/600000000000',
    createdAt: '2020-01-01T00:00:00Z',
    locations: ['europe-west3'],
    secrets: [],
    keys: [],
    serviceAccounts: [],
    apiKeys: [],
    certificates: [],
    sslCertificates: [],
    ...more,
  };
}

export async function openGcpStage<Answer>(
  endpoint: string,
  gcp: GcpEstate,
  config: Partial<NonNullable<ConfigInput['gcp']>> = {},
  rewrite?: Rewrite<Answer>,
): Promise<GcpStage> {
  const estate = { ...generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: EPOCH }), gcp };
  const sandbox = await startSandbox({ estate });
  const database = await connectDatabase(endpoint, `gcp-${(tables += 1)}`);
  const { inventory } = database;
  signInToSandbox(process.env, sandbox.url);
  const parsed = configSchema.parse({
    gcp: {
      organisationId: gcp.organisationId,
      workloadIdentity: { audience: gcp.workloadIdentity?.audience ?? AUDIENCE },
      serviceAccount: gcp.workloadIdentity?.serviceAccount ?? SERVICE_ACCOUNT,
      ...config,
    },
  });
  const calls = new Calls();
  const proxy = rewrite === undefined ? undefined : await openRewritingProxy(sandbox.url, rewrite);
  const open = () => gcpReader(proxy ?? sandbox, parsed.gcp ?? missing(), calls);
  const read = async (reader: CloudReader<GcpSession>, target: Target): Promise<Collected> => {
    const source = reader.sources.find(({ type }) => type === target.source) ?? missing();
    const now = sandbox.clock.now();
    const { signIn, signInOperation, failure } = reader;
    const dependencies = {
      inventory,
      source,
      signIn,
      signInOperation,
      failure,
      ruleSettings: parsed.thresholds,
    };
    return collect({ run: { id: now, now }, target }, dependencies);
  };
  const stage: GcpStage = {
    sandbox,
    inventory,
    calls,
    paths: proxy?.calls ?? [],
    reader: open(),
    async collectAll() {
      const reader = open();
      const { accounts } = await reader.accounts();
      const collected: Collected[] = [];
      for (const account of accounts.filter(({ status }) => status === 'active')) {
        const { targets } = await reader.targets(account, []);
        for (const planned of targets) {
          collected.push(await read(reader, { account: account.key, cloud: 'gcp', ...planned }));
        }
      }
      reader.close();
      return collected;
    },
    collectTarget: async (target) => (await read(open(), target)).scan,
    async stored(account) {
      const all: StoredSkc[] = [];
      for await (const skc of inventory.skcs(account)) all.push(skc);
      return all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
    async close() {
      database.close();
      await proxy?.close();
      await sandbox.close();
    },
  };
  return stage;
}

/** A reader that signs in to a sandbox with the AWS role of the environment. */
export function gcpReader(
  sandbox: Pick<Sandbox, 'url'>,
  config: GcpConfig,
  calls = new Calls(),
  assetsOf: 'organisation' | 'project' = 'organisation',
): CloudReader<GcpSession> {
  const environment = { ...process.env, SKC_GCP_ENDPOINT: `${sandbox.url}/_gcp` };
  return openGcpReader({ config, sources: gcpSources, calls, environment, assetsOf });
}

function missing(): never {
  throw new Error('the estate trusts no provider');
}
