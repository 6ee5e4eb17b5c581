import { GCP_ASSET_PERMISSIONS } from '../../shared/clouds/gcp/assets.ts';
import type { CloudReader } from '../../shared/readers/contract.ts';
import type { GcpRest } from '../../shared/clouds/gcp/rest.ts';
import type { GcpSession } from '../../shared/clouds/gcp/session.ts';
import type { GcpConfig } from '../../shared/config/gcp.ts';
import { problemKindOf } from '../../shared/model/problem-kind.ts';
import type { Target } from '../../shared/model/target.ts';
import type { Permission, Source } from '../../shared/sources/contract.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import { checkableCloud } from '../check-cloud.ts';
import type { CheckableCloud, PermissionCall, SampleSession } from '../contract.ts';
import { gcpNextStep } from './next-step.ts';
import { gcpSteps } from './steps.ts';

export interface GcpDependencies {
  config: GcpConfig;
  reader: CloudReader<GcpSession>;
  /** Whether the AWS role signs in; otherwise the developer does. */
  federated: boolean;
}

/** Google Cloud, as the doctor checks it. */
export function checkableGcp(dependencies: GcpDependencies): CheckableCloud {
  const { config, reader } = dependencies;
  return checkableCloud(reader, {
    signIn: 'sts:token',
    permissionsOf: (source) => permissionsOf(source, config),
    unproven: [],
    sample: smallPages(),
    shared: config.assetInventory ? listsAssets : undefined,
    beside: (session, target) => locationsBeside(session, target, config),
    isDetour: () => false,
    isForbidden: (problem) => problemKindOf(problem) === 'policy',
    messageOf: ({ message }) =>
      message.replace(/^(The API is disabled\.) Run: gcloud services enable (\S+) .*$/, '$1 ($2)'),
    nextStepOf: (trouble, account, all, request) =>
      gcpNextStep(trouble, account.id, all, { ...dependencies, request }),
    steps: (probed) => gcpSteps(probed, dependencies),
  });
}

/** With Cloud Asset Inventory one permission lists everything; services are called only for single SKCs. */
function permissionsOf(
  { permissions }: Pick<Source<GcpSession>, 'permissions'>,
  { assetInventory }: GcpConfig,
): readonly Permission[] {
  if (!assetInventory) return permissions;
  const listing = GCP_ASSET_PERMISSIONS.map((action) => ({ action, use: 'list' as const }));
  return [...listing, ...permissions.filter(({ use }) => use === 'verify' || use === 'absence')];
}

function listsAssets({ assets, projectId }: GcpSession): PermissionCall {
  const [permission] = GCP_ASSET_PERMISSIONS;
  const [kind] = gcpSources.flatMap(({ assetKinds }) => assetKinds);
  return {
    permission,
    call: async () => (kind === undefined ? undefined : assets?.of(kind, projectId)),
  };
}

const FEW = '5';

/** Lists end after one small page: a page of the sources' usual size may cause thousands of further calls. */
function smallPages(): (session: GcpSession) => SampleSession<GcpSession> {
  return (session) => ({ session: { ...session, rest: withSmallPages(session.rest) } });
}

function withSmallPages(rest: GcpRest): GcpRest {
  return {
    ask: (call) => rest.ask(call),
    async *pages(call) {
      const size = call.query?.['maxResults'] === undefined ? 'pageSize' : 'maxResults';
      const page = await rest.ask({ ...call, query: { ...call.query, [size]: FEW } });
      yield { page, next: undefined };
    },
    forTarget: () => withSmallPages(rest.forTarget()),
  };
}

/** Planning continues if a service's locations cannot be listed, so only this call shows the missing permission. */
function locationsBeside(
  session: GcpSession,
  { location, source: type }: Target,
  { locations }: GcpConfig,
): PermissionCall | undefined {
  if (session.assets !== undefined || locations.length > 0 || location !== 'global') return undefined;
  const source = gcpSources.find((each) => each.type === type);
  const permission = source?.permissions.find(({ action }) => action.endsWith('.locations.list'))?.action;
  if (source === undefined || permission === undefined) return undefined;
  return { permission, call: () => source.locations(session, () => undefined) };
}
