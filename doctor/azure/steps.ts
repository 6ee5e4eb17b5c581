import { FEDERATION_ROLE, type Voucher } from '../../shared/clouds/aws/federation.ts';
import { ENTRA_AUDIENCE } from '../../shared/clouds/azure/audience.ts';
import {
  AZURE_STEPS,
  hsmRoleCommand,
  trustCommands,
  VOUCH_COMMAND,
  type AzurePrincipal,
} from '../../shared/clouds/azure/connecting.ts';
import type { AzureSessions } from '../../shared/clouds/azure/session.ts';
import { azureFailure } from '../../shared/clouds/azure/problem.ts';
import { findSubscriptions } from '../../shared/readers/azure/subscriptions.ts';
import { webIdentityToken, WebIdentityTokenRefused } from '../../shared/clouds/azure/web-identity-token.ts';
import type { CloudFailure } from '../../shared/model/failure.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import type { Problem } from '../../shared/model/target.ts';
import { graphMend, isOfEntra, isOfHsm, isOfPolicy, policyMend, readMend } from './next-step.ts';
import type { CloudLook, CloudSight } from '../cloud-connection.ts';
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

export interface AzureConnected {
  config: AzureConfig;
  sessions: AzureSessions;
  voucher: Voucher | undefined;
  principal: AzurePrincipal;
}

/**
 * The steps of `skc connect azure`, each proven by what a look at Azure showed. Steps that concern nothing in the tenant
 * (no vault with access policies, no managed HSM, `azure.entra` off) are left out.
 */
export async function azureSteps(sight: CloudSight, connected: AzureConnected): Promise<Check[]> {
  const signingIn = isSignIn(sight.unlisted);
  const vouch = await vouchFinding(connected);
  const trust = trustFinding(sight, vouch, connected);
  const blocked = signingIn
    ? after(connected.voucher === undefined ? SIGN_IN : AZURE_STEPS.trust)
    : undefined;
  const read = blocked ?? (await readFinding(sight, connected));
  const beyond = blocked ?? (read.state === 'wrong' && isBlind(sight) ? after(AZURE_STEPS.read) : undefined);
  const own = beyond === undefined;
  return [
    ...(signingIn && connected.voucher === undefined
      ? [step(SIGN_IN, developerFinding(sight, connected))]
      : []),
    step(AZURE_STEPS.vouch, vouch),
    step(AZURE_STEPS.trust, trust),
    step(AZURE_STEPS.read, read),
    ...(connected.config.entra ? [step(AZURE_STEPS.graph, blocked ?? graphFinding(sight, connected))] : []),
    ...maybe(AZURE_STEPS.policies, own ? await policyFinding(sight, connected) : beyond),
    ...maybe(AZURE_STEPS.hsms, own ? hsmFinding(sight, connected) : beyond),
  ];
}

const SIGN_IN = 'sign-in';

function step(subject: string, finding: StepFinding): Check {
  return { about: 'azure', subject, ...finding };
}

function maybe(subject: string, finding: StepFinding | undefined): Check[] {
  return finding === undefined ? [] : [step(subject, finding)];
}

function isSignIn(problem: Problem | undefined): boolean {
  return problem?.operation === 'Entra sign-in';
}

/** Nothing of any subscription was seen, so of its vaults nothing can be told. */
function isBlind({ unlisted, seen }: CloudSight): boolean {
  return (
    unlisted !== undefined || seen.every(({ targets }) => targets.every(({ source }) => isOfEntra(source)))
  );
}

function developerFinding({ unlisted }: CloudSight, { config }: AzureConnected): StepFinding {
  return wrong(unlisted === undefined ? '' : saidOf(unlisted), `az login --tenant ${config.tenantId}`);
}

async function vouchFinding({ voucher }: AzureConnected): Promise<StepFinding> {
  if (voucher === undefined) return ofDeployedAlone();
  try {
    await webIdentityToken(ENTRA_AUDIENCE, voucher);
    return fine('AWS gives tokens by which it says who the role is');
  } catch (error) {
    if (!(error instanceof WebIdentityTokenRefused)) throw error;
    return wrong(error.message, vouchMend(error.message));
  }
}

function vouchMend(said: string): string {
  if (said.includes(VOUCH_COMMAND)) return VOUCH_COMMAND;
  // The federation role, and what it may, come with the deployment.
  return / refused: /.test(said) ? 'Deploy again: npm run deploy' : NO_GRANT;
}

function trustFinding(
  { unlisted, look }: CloudSight,
  vouch: StepFinding,
  { voucher, config }: AzureConnected,
): StepFinding {
  if (voucher === undefined) return ofDeployedAlone();
  if (vouch.state === 'wrong') return after(AZURE_STEPS.vouch);
  if (unlisted === undefined || (!isSignIn(unlisted) && unlisted.missingPermission !== undefined))
    return fine(`the application ${config.clientId ?? ''} is signed in to`);
  // A failure on the way tells nothing of whether Entra would have let it in.
  if (!isSignIn(unlisted)) return { state: 'unasked', says: 'Azure gave no answer that tells' };
  return wrong(saidOf(unlisted), trustMend(unlisted.code, config, look));
}

/** Codes of Entra that say that its federated credential names another issuer, subject or audience, or is none. */
const MISMATCHES = ['AADSTS70021', 'AADSTS700211', 'AADSTS700212', 'AADSTS700213'];

function trustMend(code: string, { clientId, tenantId }: AzureConfig, { identity }: CloudLook): string {
  const { partition = 'aws', accountId = '$AWS_ACCOUNT' } = identity ?? {};
  const roleArn = `arn:${partition}:iam::${accountId}:role/${FEDERATION_ROLE}`;
  if (MISMATCHES.includes(code)) return trustCommands(clientId ?? '$CLIENT_ID', roleArn).join('\n');
  if (code === 'AADSTS700016')
    return `Correct azure.clientId in skc.config.json: az ad app list --display-name skc-watch --query "[].appId" --output tsv\nOr azure.tenantId, if ${tenantId} is not the tenant: az account show --query tenantId --output tsv`;
  if (code === 'AADSTS90002')
    return 'Correct azure.tenantId in skc.config.json: az account show --query tenantId --output tsv';
  if (code === 'AADSTS700024') return 'Set the clock of the machine that signs in.';
  return 'npx skc connect azure prints the step.';
}

async function readFinding(
  sight: CloudSight,
  { config, sessions, principal }: AzureConnected,
): Promise<StepFinding> {
  const { unlisted } = sight;
  const everywhere = readMend(scopesOf(config), principal);
  if (unlisted !== undefined)
    return wrong(saidOf(unlisted), unlisted.missingPermission === undefined ? NO_GRANT : everywhere);
  const unseen = await unseenSubscriptions(config, sessions);
  if ('problem' in unseen) return wrong(saidOf(unseen.problem), NO_GRANT);
  if (unseen.length > 0)
    return wrong(
      `not shown: ${named(unseen)}`,
      readMend(
        unseen.map((id) => `/subscriptions/${id}`),
        principal,
      ),
    );
  const shown = sight.found.filter(({ id }) => id !== config.tenantId.toLowerCase());
  if (shown.length === 0) return wrong('no subscription is shown to this sign-in', everywhere);
  const refused = troublesOf(sight).filter(
    (each) =>
      isRefused(each) && !isOfPolicy(each.problem) && !isOfHsm(each.source) && !isOfEntra(each.source),
  );
  if (refused.length > 0)
    return wrong(
      `refused: ${named(refused.map(({ problem }) => problem.missingPermission ?? problem.operation))} (in ${named(refused.map(({ location }) => location))})`,
      everywhere,
    );
  const vaults = sight.seen.flatMap(({ targets }) =>
    targets.filter(({ source }) => source === 'azure.key-vault'),
  );
  return fine(`${some(shown.length, 'subscription')} shown, ${some(vaults.length, 'vault')} looked at`);
}

/** What is asked for by its id is planned even where it is not shown. */
async function unseenSubscriptions(
  { subscriptions: { include }, managementGroup }: AzureConfig,
  { manager }: AzureSessions,
): Promise<string[] | CloudFailure> {
  if (include.length === 0) return [];
  const all = { managementGroup, subscriptions: { include: [], exclude: [] } };
  try {
    const shown = new Set((await findSubscriptions(manager, all)).map(({ id }) => id));
    return include.map((id) => id.toLowerCase()).filter((id) => !shown.has(id));
  } catch (error) {
    return azureFailure(error, 'Microsoft.Resources/subscriptions/read');
  }
}

/** The root management group has the tenant's own id ("What are Azure management groups?"). */
function scopesOf({ tenantId, managementGroup, subscriptions: { include } }: AzureConfig): string[] {
  if (managementGroup === undefined && include.length > 0) return include.map((id) => `/subscriptions/${id}`);
  return [`/providers/Microsoft.Management/managementGroups/${managementGroup ?? tenantId}`];
}

function graphFinding(sight: CloudSight, { config, principal }: AzureConnected): StepFinding {
  if (sight.unlisted !== undefined) return after(AZURE_STEPS.read);
  const tenant = sight.seen.find(({ account }) => account.id === config.tenantId.toLowerCase());
  if (tenant === undefined) return { state: 'unasked', says: 'the tenant is left out here' };
  const [first] = troublesOf({ seen: [tenant] });
  if (first === undefined) return fine('Microsoft Graph lists applications and service principals');
  return wrong(saidOf(first.problem), isRefused(first) ? graphMend(principal) : NO_GRANT);
}

async function policyFinding(
  sight: CloudSight,
  { sessions, principal }: AzureConnected,
): Promise<StepFinding | undefined> {
  const lacking = troublesOf(sight).filter(({ problem }) => isOfPolicy(problem));
  if (lacking.length > 0) {
    const vaults = lacking.map(({ location }) => location);
    return wrong(`without a policy that lets it list: ${named(vaults)}`, policyMend(vaults, principal));
  }
  // Where that source met no trouble, the session knows its vaults and asks for nothing.
  const subscriptions = sight.seen.filter(({ targets }) =>
    targets.some(({ source, troubles }) => source === 'azure.key-vault' && troubles.length === 0),
  );
  const held = await Promise.all(subscriptions.map(({ account }) => sessions.of(account.id).vaults()));
  const ofPolicies = held.flatMap((vaults) =>
    [...vaults.values()].filter(({ kind, rbac }) => kind === 'vault' && !rbac),
  );
  return ofPolicies.length === 0 ? undefined : fine(`none of ${some(ofPolicies.length, 'vault')} refuses`);
}

function hsmFinding(sight: CloudSight, { principal }: AzureConnected): StepFinding | undefined {
  const hsms = sight.seen.flatMap(({ targets }) => targets.filter(({ source }) => isOfHsm(source)));
  if (hsms.length === 0) return undefined;
  const lacking = hsms.filter(({ troubles }) => troubles.some(isRefused)).map(({ location }) => location);
  if (lacking.length === 0) return fine(`none of ${some(hsms.length, 'managed HSM')} refuses`);
  return wrong(
    `without the local role: ${named(lacking)}`,
    lacking.map((hsm) => hsmRoleCommand(hsm, principal)).join('\n'),
  );
}
