import { actAsCommand, awsRoleMember, enableCommand, GCP_STEPS } from '../../shared/clouds/gcp/connecting.ts';
import type { GcpConfig } from '../../shared/config/gcp.ts';
import type { Problem } from '../../shared/model/target.ts';
import type { CloudLook, CloudSight } from '../cloud-connection.ts';
import { apisOff, awsRoleOf, isOff, poolOf, readMend, toolsProject, type GcpAsking } from './next-step.ts';
import { NO_GRANT } from '../aws/next-step.ts';
import type { Check } from '../report.ts';
import {
  after,
  fine,
  isRefused,
  named,
  ofDeployedAlone,
  saidOf,
  some,
  troublesOf,
  wrong,
  type StepFinding,
} from '../check.ts';

/** The steps of `skc connect gcp`, each proven by what a look at Google Cloud showed. */
export function gcpSteps(
  sight: CloudSight,
  { config, federated }: { config: GcpConfig; federated: boolean },
): Promise<Check[]> {
  const asking = { config, federated, look: sight.look };
  const refused = signInStep(sight.unlisted);
  const readTitle = config.organisationId === undefined ? GCP_STEPS.readProjects : GCP_STEPS.readOrganisation;
  const blocked = refused === undefined ? undefined : after(federated ? GCP_STEPS[refused] : SIGN_IN);
  const read = blocked ?? readFinding(sight, asking);
  const unlisted = sight.unlisted === undefined ? undefined : after(readTitle);
  return Promise.resolve([
    ...(refused !== undefined && !federated ? [step(SIGN_IN, developerFinding(sight))] : []),
    step(GCP_STEPS.pool, poolFinding(sight, refused, asking)),
    step(GCP_STEPS.account, accountFinding(sight, refused, asking)),
    step(readTitle, read),
    step(GCP_STEPS.api, blocked ?? unlisted ?? apiFinding(sight, asking)),
  ]);
}

const SIGN_IN = 'sign-in';

function step(subject: string, finding: StepFinding): Check {
  return { about: 'gcp', subject, ...finding };
}

/** The step at which signing in ended. */
function signInStep(problem: Problem | undefined): 'pool' | 'account' | undefined {
  if (problem?.operation.startsWith('sts:') === true) return 'pool';
  return problem?.operation.startsWith('iamcredentials:') === true ? 'account' : undefined;
}

function developerFinding({ unlisted }: CloudSight): StepFinding {
  return wrong(unlisted === undefined ? '' : saidOf(unlisted), 'gcloud auth application-default login');
}

function poolFinding(
  { unlisted, look }: CloudSight,
  refused: 'pool' | 'account' | undefined,
  { config, federated }: GcpAsking,
): StepFinding {
  if (!federated) return ofDeployedAlone();
  if (refused !== 'pool' || unlisted === undefined) return fine('Google takes the word of AWS for the role');
  return wrong(saidOf(unlisted), poolMend(unlisted, config, look));
}

/** Refusals of Google's Security Token Service (RFC 6749, §5.2; RFC 8693); any other code is a failure on the way. */
const OF_EXCHANGE = /^(invalid|unauthorized|unsupported)_/;

/** What the provider must say, as one command; what stands in the way of it otherwise is the message's to tell. */
function poolMend({ code, message }: Problem, { workloadIdentity }: GcpConfig, look: CloudLook): string {
  if (/Set the clock/.test(message)) return 'Set the clock of the machine that signs in.';
  if (message.includes('sts:AssumeRole')) return 'Deploy again: npm run deploy';
  if (!OF_EXCHANGE.test(code)) return NO_GRANT;
  const { audience } = workloadIdentity ?? {};
  const [, project = '$TOOLS_NUMBER', pool = 'skc-watch', provider = 'aws'] =
    /projects\/([^/]+)\/.*\/workloadIdentityPools\/([^/]+)\/providers\/([^/]+)$/.exec(audience ?? '') ?? [];
  const where = `--project="${project}" --location=global --workload-identity-pool="${pool}"`;
  if (code === 'invalid_target')
    return `Correct gcp.workloadIdentity.audience in skc.config.json: gcloud iam workload-identity-pools providers list ${where} --format="value(name)"`;
  const account = look.identity?.accountId ?? '$AWS_ACCOUNT';
  return `gcloud iam workload-identity-pools providers update-aws "${provider}" ${where} --account-id="${account}" --attribute-condition="attribute.aws_role == '${awsRoleOf(look)}'"`;
}

function accountFinding(
  { unlisted, look }: CloudSight,
  refused: 'pool' | 'account' | undefined,
  { config, federated }: GcpAsking,
): StepFinding {
  if (!federated) return ofDeployedAlone();
  if (refused === 'pool') return after(GCP_STEPS.pool);
  const { serviceAccount } = config;
  if (serviceAccount === undefined)
    return { state: 'unasked', says: 'gcp.serviceAccount names none: the role itself is let read' };
  if (refused !== 'account' || unlisted === undefined) return fine(`acts as ${serviceAccount}`);
  if (unlisted.code === 'NOT_FOUND')
    return wrong(
      saidOf(unlisted),
      'Correct gcp.serviceAccount in skc.config.json, or make it: npx skc connect gcp prints the step.',
    );
  if (unlisted.code !== 'PERMISSION_DENIED') return wrong(saidOf(unlisted), NO_GRANT);
  const member = awsRoleMember(poolOf(config.workloadIdentity?.audience), awsRoleOf(look));
  const project = toolsProject(config);
  return wrong(
    saidOf(unlisted),
    [
      actAsCommand(serviceAccount, project, member),
      `Where it is bound already, the API is off: ${enableCommand(['iamcredentials.googleapis.com'], project)}`,
    ].join('\n'),
  );
}

function readFinding(sight: CloudSight, asking: GcpAsking): StepFinding {
  const { unlisted, found } = sight;
  const { config } = asking;
  if (unlisted !== undefined) {
    if (isOff(unlisted))
      return wrong(saidOf(unlisted), enableCommand(apisOff([unlisted]), toolsProject(config)));
    const lacks = unlisted.code === 'NoProjects' || unlisted.missingPermission !== undefined;
    return wrong(saidOf(unlisted), lacks ? readMend([], asking) : NO_GRANT);
  }
  const shown = new Set(found.map(({ id }) => id));
  const unseen = config.include.projects.filter((id) => !shown.has(id));
  if (unseen.length > 0)
    return wrong(`not shown: ${named(unseen)}`, readMend(grantedIn(unseen, config), asking));
  const refusals = sight.seen.flatMap(({ account, ...own }) =>
    troublesOf({ seen: [{ account, ...own }] })
      .filter((each) => isRefused(each) && !isOfAssets(each.problem))
      .map(({ problem }) => ({ id: account.id, permission: problem.missingPermission ?? problem.operation })),
  );
  if (refusals.length === 0)
    return fine(`${some(found.length, 'project')} shown, ${sight.seen.length} looked at`);
  const projects = [...new Set(refusals.map(({ id }) => id))];
  return wrong(
    `refused: ${named(refusals.map(({ permission }) => permission))} (in ${named(projects)})`,
    readMend(grantedIn(projects, config), asking),
  );
}

/** A role at the organisation holds in all its projects. */
function grantedIn(projects: readonly string[], { organisationId }: GcpConfig): readonly string[] {
  return organisationId === undefined ? projects : [];
}

function isOfAssets({ operation }: Problem): boolean {
  return operation.startsWith('cloudasset');
}

function apiFinding(sight: CloudSight, asking: GcpAsking): StepFinding {
  const { config } = asking;
  if (config.assetInventory) {
    const trouble = troublesOf(sight).find(
      ({ problem, source }) => source === undefined || isOfAssets(problem),
    );
    if (trouble === undefined)
      return fine(`Cloud Asset Inventory lists the organisation ${config.organisationId ?? ''}`);
    const { problem } = trouble;
    if (isOff(problem))
      return wrong(saidOf(problem), enableCommand(apisOff([problem]), toolsProject(config)));
    return wrong(saidOf(problem), isRefused(trouble) ? readMend([], asking) : NO_GRANT);
  }
  const off = sight.seen.flatMap((account) => {
    const apis = apisOff(troublesOf({ seen: [account] }).map(({ problem }) => problem));
    return apis.length === 0 ? [] : [{ id: account.account.id, apis }];
  });
  if (off.length === 0) return fine('every API that is asked is on');
  const alike = Map.groupBy(off, ({ apis }) => apis.join(' '));
  return wrong(
    `APIs are off in ${named(off.map(({ id }) => id))}`,
    [
      ...[...alike.values()].flatMap((group) =>
        enableIn(
          group.map(({ id }) => id),
          group[0]?.apis ?? [],
        ),
      ),
      'Or with Cloud Asset Inventory, which asks none of them: gcp.assetInventory = true in skc.config.json.',
    ].join('\n'),
  );
}

function enableIn(projects: readonly string[], apis: readonly string[]): string[] {
  const [only, ...others] = projects;
  if (only !== undefined && others.length === 0) return [enableCommand(apis, only)];
  return [`for PROJECT in ${projects.join(' ')}; do ${enableCommand(apis, '$PROJECT')}; done`];
}
