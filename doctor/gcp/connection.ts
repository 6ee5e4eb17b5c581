import { GCP_ASSET_PERMISSIONS } from '../../shared/clouds/gcp/assets.ts';
import type { CloudReader } from '../../shared/readers/contract.ts';
import type { GcpSession } from '../../shared/clouds/gcp/session.ts';
import type { GcpConfig } from '../../shared/config/gcp.ts';
import type { Target } from '../../shared/model/target.ts';
import type { Permission, Source } from '../../shared/sources/contract.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import { checkableCloud, type CheckableCloud } from '../check-cloud.ts';
import type { Asking } from '../cloud-connection.ts';
import { gcpMend } from './next-step.ts';
import { gcpSteps } from './steps.ts';

export interface GcpDoctoring {
  config: GcpConfig;
  reader: CloudReader<GcpSession>;
  /** Whether the AWS role signs in; else the developer does. */
  federated: boolean;
}

/** Google Cloud as a doctor looks at it. */
export function checkableGcp(doctoring: GcpDoctoring): CheckableCloud {
  const { config, reader } = doctoring;
  return checkableCloud(reader, {
    permissionsOf: (source) => permissionsOf(source, config),
    unproven: [],
    sampled: sampled(),
    common: config.assetInventory ? listsAssets : undefined,
    besides: (session, target) => locationsBeside(session, target, config),
    isDetour: () => false,
    // A deny policy and a service perimeter (VPC Service Controls) stand above every grant.
    isForbidden: ({ code, message }) => code === 'SECURITY_POLICY_VIOLATED' || /deny polic/i.test(message),
    wordsOf: ({ message }) =>
      message.replace(/^(The API is off\.) gcloud services enable (\S+) .*$/, '$1 ($2)'),
    mendOf: (trouble, account, all, look) => gcpMend(trouble, account.id, all, { ...doctoring, look }),
    steps: (sight) => gcpSteps(sight, doctoring),
  });
}

/** With Cloud Asset Inventory one permission lists all; the services are asked for single SKCs alone. */
function permissionsOf(
  { permissions }: Pick<Source<GcpSession>, 'permissions'>,
  { assetInventory }: GcpConfig,
): readonly Permission[] {
  if (!assetInventory) return permissions;
  const listing = GCP_ASSET_PERMISSIONS.map((action) => ({ action, use: 'list' as const }));
  return [...listing, ...permissions.filter(({ use }) => use === 'verify' || use === 'absence')];
}

function listsAssets({ assets, projectId }: GcpSession): Asking {
  const [permission] = GCP_ASSET_PERMISSIONS;
  const [kind] = gcpSources.flatMap(({ assetKinds }) => assetKinds);
  return {
    permission,
    ask: async () => (kind === undefined ? undefined : assets?.of(kind, projectId)),
  };
}

const FEW = '5';

/** One page of a few, wherever a list is asked for: a page of the sources' own size may take thousands of calls. */
function sampled(): (session: GcpSession) => GcpSession {
  const made = new WeakMap<GcpSession, GcpSession>();
  return (session) => {
    const existing = made.get(session);
    if (existing !== undefined) return existing;
    const { rest } = session;
    const small: GcpSession = {
      ...session,
      rest: {
        ask: (call) => rest.ask(call),
        async *pages(call) {
          const size = call.query?.['maxResults'] === undefined ? 'pageSize' : 'maxResults';
          yield await rest.ask({ ...call, query: { ...call.query, [size]: FEW } });
        },
      },
    };
    made.set(session, small);
    return small;
  };
}

/**
 * Where a service keeps things in locations, those are asked for too: planning goes on without them, so nothing else
 * would tell that it may not list them.
 */
function locationsBeside(
  session: GcpSession,
  { location, source: type }: Target,
  { locations }: GcpConfig,
): Asking | undefined {
  if (session.assets !== undefined || locations.length > 0 || location !== 'global') return undefined;
  const source = gcpSources.find((each) => each.type === type);
  const permission = source?.permissions.find(({ action }) => action.endsWith('.locations.list'))?.action;
  if (source === undefined || permission === undefined) return undefined;
  return { permission, ask: () => source.locations(session) };
}
