import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';
import {
  assumedRoleArn,
  awsRoleMember,
  enableCommand,
  readCommands,
} from '../../shared/clouds/gcp/connecting.ts';
import type { GcpConfig } from '../../shared/config/gcp.ts';
import type { Problem } from '../../shared/model/target.ts';
import type { CloudLook, Trouble } from '../cloud-connection.ts';
import { deniedMend, NO_GRANT } from '../aws/next-step.ts';

export interface GcpAsking {
  config: GcpConfig;
  federated: boolean;
  look: CloudLook;
}

/** What mends one trouble of a project. @param all Every trouble of it: one command for all APIs. */
export function gcpMend(
  { problem, state }: Trouble,
  projectId: string,
  all: readonly Trouble[],
  asking: GcpAsking,
): string {
  const { config } = asking;
  if (isOff(problem))
    return isOfTools(problem)
      ? enableCommand(apisOff([problem]), toolsProject(config))
      : enableCommand(apisOff(all.map((each) => each.problem)), projectId);
  if (state === 'failed') return NO_GRANT;
  if (state === 'denied') return deniedMend('A deny policy or a service perimeter', problem.operation);
  return readMend(config.organisationId === undefined ? [projectId] : [], asking);
}

export function isOff({ code }: Problem): boolean {
  return code === 'SERVICE_DISABLED';
}

/** APIs that are asked from the project of the tools, not in the project that is read. */
function isOfTools({ message }: Problem): boolean {
  return /\b(cloudasset|cloudresourcemanager|iamcredentials|sts)\.googleapis\.com/.test(message);
}

/** The APIs that are off, as their refusals name them. */
export function apisOff(problems: readonly Problem[]): string[] {
  const named = problems.filter(isOff).map(({ message }) => /[a-z]+\.googleapis\.com/.exec(message)?.[0]);
  return [...new Set(named.filter((api) => api !== undefined))].toSorted();
}

/** The project that holds pool and service account. */
export function toolsProject({ serviceAccount }: GcpConfig): string {
  return /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(serviceAccount ?? '')?.[1] ?? '$TOOLS_PROJECT';
}

/** @param projects Only in these; empty: at the organisation, or in each project that the configuration names. */
export function readMend(projects: readonly string[], asking: GcpAsking): string {
  const { organisationId, include } = asking.config;
  const each = projects.length > 0 ? projects : organisationId === undefined ? include.projects : [];
  const scopes =
    each.length > 0
      ? each.map((project) => ({ project }))
      : [{ organisation: organisationId ?? '$ORGANISATION' }];
  const [first, ...others] = scopes.map((scope) => readCommands(scope, memberOf(asking)));
  // The file of the role is the same for all.
  return [...(first ?? []), ...others.flatMap((commands) => commands.slice(1))].join('\n');
}

function memberOf({ config, federated, look }: GcpAsking): string {
  if (!federated) return 'user:$(gcloud config get-value account)';
  const { serviceAccount, workloadIdentity } = config;
  if (serviceAccount !== undefined) return `serviceAccount:${serviceAccount}`;
  return awsRoleMember(poolOf(workloadIdentity?.audience), awsRoleOf(look));
}

/** `projects/…/workloadIdentityPools/…` of a provider's full name. */
export function poolOf(audience: string | undefined): string {
  return (audience ?? '').replace('//iam.googleapis.com/', '').replace(/\/providers\/.*$/, '');
}

/** The AWS role that Google is told to trust. */
export function awsRoleOf({ identity }: CloudLook): string {
  const { partition = 'aws', accountId = '$AWS_ACCOUNT' } = identity ?? {};
  return assumedRoleArn(`arn:${partition}:iam::${accountId}:role/${FEDERATION_ROLE}`);
}
