import { actAsCommand, awsRoleMember, enableCommand, GCP_STEPS } from '../../shared/clouds/gcp/connecting.ts';
import type { GcpConfig } from '../../shared/config/gcp.ts';
import type { Problem } from '../../shared/model/target.ts';
import type { DoctorRequest, ProbedCloud } from '../contract.ts';
import {
  apisOff,
  awsRoleOf,
  isOff,
  whereOff,
  poolOf,
  readCommand,
  toolsProject,
  type GcpContext,
} from './next-step.ts';
import type { Check } from '../report.ts';
import {
  after,
  fine,
  NOT_A_PERMISSION,
  isRefused,
  named,
  deployedOnly,
  answerOf,
  some,
  troublesOf,
  wrong,
  type StepResult,
} from '../step-result.ts';

/** The steps of `skc connect gcp`, each with the result of requests to Google Cloud. */
export function gcpSteps(
  probed: ProbedCloud,
  { config, federated }: { config: GcpConfig; federated: boolean },
): Promise<Check[]> {
  const context = { config, federated, request: probed.request };
  const refused = signInStep(probed.unlisted);
  const readTitle = config.organisationId === undefined ? GCP_STEPS.readProjects : GCP_STEPS.readOrganisation;
  const blocked = refused === undefined ? undefined : after(federated ? GCP_STEPS[refused] : SIGN_IN);
  const read = blocked ?? readResult(probed, context);
  const unlisted = probed.unlisted === undefined ? undefined : after(readTitle);
  return Promise.resolve([
    ...(refused !== undefined && !federated ? [step(SIGN_IN, developerResult(probed))] : []),
    step(GCP_STEPS.pool, poolResult(probed, refused, context)),
    step(GCP_STEPS.account, accountResult(probed, refused, context)),
    step(readTitle, read),
    step(GCP_STEPS.api, blocked ?? unlisted ?? apiResult(probed, context)),
  ]);
}

const SIGN_IN = 'sign-in';

function step(subject: string, finding: StepResult): Check {
  return { about: 'gcp', subject, ...finding };
}

/** The step at which signing in failed. */
function signInStep(problem: Problem | undefined): 'pool' | 'account' | undefined {
  if (problem?.operation.startsWith('sts:') === true) return 'pool';
  return problem?.operation.startsWith('iamcredentials:') === true ? 'account' : undefined;
}

function developerResult({ unlisted }: ProbedCloud): StepResult {
  return wrong(unlisted === undefined ? '' : answerOf(unlisted), 'gcloud auth application-default login');
}

function poolResult(
  { unlisted, request }: ProbedCloud,
  refused: 'pool' | 'account' | undefined,
  { config, federated }: GcpContext,
): StepResult {
  if (!federated) return deployedOnly();
  if (refused !== 'pool' || unlisted === undefined) return fine('Google trusts the AWS role');
  return wrong(answerOf(unlisted), poolNextStep(unlisted, config, request));
}

/** Errors of Google's Security Token Service (RFC 6749, §5.2; RFC 8693). Any other code is not a refusal. */
const OF_EXCHANGE = /^(invalid|unauthorized|unsupported)_/;

/** The command that corrects the provider, if its settings are the cause. */
function poolNextStep(
  { code, message }: Problem,
  { workloadIdentity }: GcpConfig,
  request: DoctorRequest,
): string {
  if (/Correct the clock/.test(message)) return 'Correct the clock of the machine that signs in.';
  if (message.includes('sts:AssumeRole')) return 'Deploy again: npm run deploy';
  if (!OF_EXCHANGE.test(code)) return NOT_A_PERMISSION;
  const { audience } = workloadIdentity ?? {};
  const [, project = '$TOOLS_NUMBER', pool = 'skc-watch', provider = 'aws'] =
    /projects\/([^/]+)\/.*\/workloadIdentityPools\/([^/]+)\/providers\/([^/]+)$/.exec(audience ?? '') ?? [];
  const where = `--project="${project}" --location=global --workload-identity-pool="${pool}"`;
  if (code === 'invalid_target')
    return `Correct gcp.workloadIdentity.audience in skc.config.json: gcloud iam workload-identity-pools providers list ${where} --format="value(name)"`;
  const account = request.identity.accountId;
  return `gcloud iam workload-identity-pools providers update-aws "${provider}" ${where} --account-id="${account}" --attribute-condition="attribute.aws_role == '${awsRoleOf(request)}'"`;
}

function accountResult(
  { unlisted, request }: ProbedCloud,
  refused: 'pool' | 'account' | undefined,
  { config, federated }: GcpContext,
): StepResult {
  if (!federated) return deployedOnly();
  if (refused === 'pool') return after(GCP_STEPS.pool);
  const { serviceAccount } = config;
  if (serviceAccount === undefined)
    return { state: 'unasked', says: 'gcp.serviceAccount is not set: the role itself has access' };
  if (refused !== 'account' || unlisted === undefined) return fine(`acts as ${serviceAccount}`);
  if (unlisted.code === 'NOT_FOUND')
    return wrong(
      answerOf(unlisted),
      'Correct gcp.serviceAccount in skc.config.json, or create it: npx skc connect gcp prints the step.',
    );
  if (unlisted.code !== 'PERMISSION_DENIED') return wrong(answerOf(unlisted), NOT_A_PERMISSION);
  const member = awsRoleMember(poolOf(config.workloadIdentity?.audience), awsRoleOf(request));
  const project = toolsProject(config);
  return wrong(
    answerOf(unlisted),
    [
      actAsCommand(serviceAccount, project, member),
      `If it is bound already, the API is disabled: ${enableCommand(['iamcredentials.googleapis.com'], project)}`,
    ].join('\n'),
  );
}

function readResult(probed: ProbedCloud, context: GcpContext): StepResult {
  const { unlisted, listed } = probed;
  const { config } = context;
  if (unlisted !== undefined) {
    if (isOff(unlisted))
      return wrong(answerOf(unlisted), enableCommand(apisOff([unlisted]), toolsProject(config)));
    const lacks = unlisted.code === 'NoProjects' || unlisted.missingPermission !== undefined;
    return wrong(answerOf(unlisted), lacks ? readCommand([], context) : NOT_A_PERMISSION);
  }
  const shown = new Set(listed.map(({ id }) => id));
  const missing = config.include.projects.filter((id) => !shown.has(id));
  if (missing.length > 0)
    return wrong(`not listed: ${named(missing)}`, readCommand(grantedIn(missing, config), context));
  const refusals = probed.accounts.flatMap(({ account, ...own }) =>
    troublesOf({ accounts: [{ account, ...own }] })
      .filter((each) => isRefused(each) && !isOfAssets(each.problem))
      .map(({ problem }) => ({ id: account.id, permission: problem.missingPermission ?? problem.operation })),
  );
  if (refusals.length === 0)
    return fine(`${some(listed.length, 'project')} listed, ${probed.accounts.length} checked`);
  const projects = [...new Set(refusals.map(({ id }) => id))];
  return wrong(
    `refused: ${named(refusals.map(({ permission }) => permission))} (in ${named(projects)})`,
    readCommand(grantedIn(projects, config), context),
  );
}

/** A role granted in the organisation applies to all its projects. */
function grantedIn(projects: readonly string[], { organisationId }: GcpConfig): readonly string[] {
  return organisationId === undefined ? projects : [];
}

function isOfAssets({ operation }: Problem): boolean {
  return operation.startsWith('cloudasset');
}

function apiResult(probed: ProbedCloud, context: GcpContext): StepResult {
  const { config } = context;
  if (config.assetInventory) {
    const trouble = troublesOf(probed).find(
      ({ problem, source }) => source === undefined || isOfAssets(problem),
    );
    if (trouble === undefined)
      return fine(`Cloud Asset Inventory lists the organisation ${config.organisationId ?? ''}`);
    const { problem } = trouble;
    if (isOff(problem))
      return wrong(answerOf(problem), enableCommand(apisOff([problem]), toolsProject(config)));
    return wrong(answerOf(problem), isRefused(trouble) ? readCommand([], context) : NOT_A_PERMISSION);
  }
  const problems = probed.accounts.flatMap((account) =>
    troublesOf({ accounts: [account] })
      .filter(({ problem }) => isOff(problem))
      .map(({ problem }) => ({ problem, id: whereOff(problem) ?? account.account.id })),
  );
  const off = [...Map.groupBy(problems, ({ id }) => id)].map(([id, there]) => ({
    id,
    apis: apisOff(there.map(({ problem }) => problem)),
  }));
  if (off.length === 0) return fine('no API that is called is disabled unexpectedly');
  const alike = Map.groupBy(off, ({ apis }) => apis.join(' '));
  return wrong(
    `APIs are disabled in ${named(off.map(({ id }) => id))}`,
    [
      ...[...alike.values()].flatMap((group) =>
        enableIn(
          group.map(({ id }) => id),
          group[0]?.apis ?? [],
        ),
      ),
      'Or use Cloud Asset Inventory, which needs none of them: gcp.assetInventory = true in skc.config.json.',
    ].join('\n'),
  );
}

function enableIn(projects: readonly string[], apis: readonly string[]): string[] {
  const [only, ...others] = projects;
  if (only !== undefined && others.length === 0) return [enableCommand(apis, only)];
  return [`for PROJECT in ${projects.join(' ')}; do ${enableCommand(apis, '$PROJECT')}; done`];
}
