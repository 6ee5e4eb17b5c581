import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';
import {
  assumedRoleArn,
  awsRoleMember,
  enableCommand,
  readCommands,
} from '../../shared/clouds/gcp/connecting.ts';
import { NO_ANSWER, NO_ANSWER_STEP } from '../../shared/clouds/no-answer.ts';
import type { GcpConfig } from '../../shared/config/gcp.ts';
import type { Problem } from '../../shared/model/target.ts';
import type { DoctorRequest, Trouble } from '../contract.ts';
import { askToExempt, NOT_A_PERMISSION } from '../step-result.ts';

export interface GcpContext {
  config: GcpConfig;
  federated: boolean;
  request: DoctorRequest;
}

/** The next step for one problem of a project. @param all All its problems: one command enables all APIs. */
export function gcpNextStep(
  { problem, state }: Trouble,
  projectId: string,
  all: readonly Trouble[],
  context: GcpContext,
): string {
  const { config } = context;
  if (isOff(problem)) {
    if (isOfTools(problem)) return enableCommand(apisOff([problem]), toolsProject(config));
    const where = whereOff(problem) ?? projectId;
    const there = all.filter((each) => (whereOff(each.problem) ?? projectId) === where);
    return enableCommand(apisOff(there.map((each) => each.problem)), where);
  }
  if (problem.code === NO_ANSWER) return NO_ANSWER_STEP;
  if (state === 'failed') return NOT_A_PERMISSION;
  if (state === 'denied') return askToExempt('A deny policy or a service perimeter', problem.operation);
  return readCommand(config.organisationId === undefined ? [projectId] : [], context);
}

export function isOff({ code }: Problem): boolean {
  return code === 'SERVICE_DISABLED';
}

/** The project in which Google says that an API is off: the one that is read, or the one that calls. */
export function whereOff({ message }: Problem): string | undefined {
  return / --project=([\w.:-]+)$/.exec(message)?.[1];
}

/** APIs that are called in the tools project instead of the project that is read. */
function isOfTools({ message }: Problem): boolean {
  return /\b(cloudasset|cloudresourcemanager|iamcredentials|sts)\.googleapis\.com/.test(message);
}

/** The disabled APIs that the problems name. */
export function apisOff(problems: readonly Problem[]): string[] {
  const named = problems.filter(isOff).map(({ message }) => /[a-z]+\.googleapis\.com/.exec(message)?.[0]);
  return [...new Set(named.filter((api) => api !== undefined))].toSorted();
}

/** The project that holds the workload identity pool and the service account. */
export function toolsProject({ serviceAccount }: GcpConfig): string {
  return /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(serviceAccount ?? '')?.[1] ?? '$TOOLS_PROJECT';
}

/** @param projects Only in these; empty: in the organisation, or in each project named in the configuration. */
export function readCommand(projects: readonly string[], context: GcpContext): string {
  const { organisationId, include } = context.config;
  const each = projects.length > 0 ? projects : organisationId === undefined ? include.projects : [];
  const scopes =
    each.length > 0
      ? each.map((project) => ({ project }))
      : [{ organisation: organisationId ?? '$ORGANISATION' }];
  const [first, ...others] = scopes.map((scope) => readCommands(scope, memberOf(context)));
  // All use the same role file.
  return [...(first ?? []), ...others.flatMap((commands) => commands.slice(1))].join('\n');
}

function memberOf({ config, federated, request }: GcpContext): string {
  if (!federated) return 'user:$(gcloud config get-value account)';
  const { serviceAccount, workloadIdentity } = config;
  if (serviceAccount !== undefined) return `serviceAccount:${serviceAccount}`;
  return awsRoleMember(poolOf(workloadIdentity?.audience), awsRoleOf(request));
}

/** `projects/…/workloadIdentityPools/…` of a provider's full name. */
export function poolOf(audience: string | undefined): string {
  return (audience ?? '').replace('//iam.googleapis.com/', '').replace(/\/providers\/.*$/, '');
}

/** The AWS role that Google is configured to trust. */
export function awsRoleOf({ identity }: DoctorRequest): string {
  return assumedRoleArn(`arn:${identity.partition}:iam::${identity.accountId}:role/${FEDERATION_ROLE}`);
}
