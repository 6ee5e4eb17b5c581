import type { AuthClient } from 'google-auth-library';
import type { GcpConfig } from '../../config/gcp.ts';
import type { Account } from '../../model/account.ts';
import type { GcpSource } from '../../sources/gcp/contract.ts';
import type { Calls } from '../../clouds/calls.ts';
import type { CallLimits } from '../../clouds/no-answer.ts';
import type { PlannedTarget } from '../../model/target.ts';
import type { CloudReader } from '../contract.ts';
import type { FederationIdentity } from '../../clouds/aws/federation.ts';
import { listAssets, type AssetListing } from '../../clouds/gcp/assets.ts';
import { gcpEndpoint } from '../../clouds/gcp/endpoint.ts';
import { callingProject } from '../../clouds/gcp/calling-project.ts';
import { gcpFailure } from '../../clouds/gcp/problem.ts';
import { gcpProjects, isIncluded, projectIdsByNumber } from './projects.ts';
import { openQuota, type Quota } from '../../clouds/gcp/quota.ts';
import { openGcpRest, type GcpRest } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import { SIGN_IN_OPERATION } from '../../clouds/gcp/sign-in-error.ts';
import { signInToGcp } from '../../clouds/gcp/sign-in.ts';
import { plannedTargets } from './targets.ts';

export interface GcpReading {
  config: GcpConfig;
  sources: readonly GcpSource[];
  calls: Calls;
  environment: Readonly<Record<string, string | undefined>>;
  /** The AWS role that Google trusts, if it differs from the environment's. */
  federationIdentity?: FederationIdentity | undefined;
  /**
   * The scope of one Cloud Asset Inventory listing: the organisation, for a process that reads all of it, or the
   * project, for a process that reads the targets of a single project.
   */
  assetsOf?: 'organisation' | 'project';
  /** The limits of the process, if it opens several readers. Default: limits of its own. */
  quota?: Quota;
  /** How long calls wait for their answers. */
  limits?: CallLimits | undefined;
}

/** Finds and reads Google Cloud projects, as used by the steps of a run. */
export function openGcpReader(reading: GcpReading): CloudReader<GcpSession> {
  const { config, sources, calls, environment, federationIdentity } = reading;
  const endpoint = gcpEndpoint(environment);
  const { audience } = config.workloadIdentity ?? {};
  let auth: Promise<AuthClient> | undefined;
  const idsByNumber = new Map<string, string>();
  const rest = openGcpRest({
    auth: () =>
      (auth ??= signInToGcp({
        audience,
        serviceAccount: config.serviceAccount,
        endpoint,
        environment,
        federationIdentity,
      })),
    signOut: () => (auth = undefined),
    endpoint,
    calls,
    quota: reading.quota ?? openQuota(),
    caller: callingProject(config),
    projectIdOf: (number) => idsByNumber.get(number),
    limits: reading.limits,
  });
  const assets = assetsFor(rest, reading);
  const projects = new Map<string, Pick<GcpSession, 'assets' | 'project'>>();
  const sessionOf = ({ key, id }: Pick<Account, 'key' | 'id'>): GcpSession => {
    const shared = projects.get(key) ?? { assets: assets(id), project: {} };
    projects.set(key, shared);
    return { account: key, projectId: id, rest: rest.forTarget(), ...shared };
  };
  return {
    cloud: 'gcp',
    sources,
    accounts: () => gcpProjects(rest, config, idsByNumber),
    wants: ({ id }) => isIncluded(id, config),
    targets: (account: Account, before: readonly PlannedTarget[]) =>
      plannedTargets(sessionOf(account), before, { sources, locations: config.locations }),
    signIn: async ({ account }) => sessionOf({ key: account, id: account.slice('gcp#'.length) }),
    signInOperation: SIGN_IN_OPERATION,
    failure: gcpFailure,
    listing: {
      operation: 'resourcemanager.projects.search',
      remedy:
        'Sign in to Google Cloud first (`gcloud auth application-default login`), or see `skc connect gcp` for deployed functions.',
    },
    close: () => projects.clear(),
  };
}

function assetsFor(
  rest: GcpRest,
  { config, sources, assetsOf }: GcpReading,
): (projectId: string) => AssetListing | undefined {
  if (!config.assetInventory) return () => undefined;
  const kinds = sources.flatMap(({ assetKinds }) => assetKinds);
  if (assetsOf === 'project') return (projectId) => listAssets(rest, { projectId }, kinds);
  let numbers: Promise<ReadonlyMap<string, string>> | undefined;
  const projectIds = () => (numbers ??= projectIdsByNumber(rest));
  const all = listAssets(rest, { organisationId: config.organisationId ?? '', projectIds }, kinds);
  return () => all;
}
