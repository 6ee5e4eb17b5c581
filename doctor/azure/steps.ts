import { FEDERATION_ROLE, type FederationIdentity } from '../../shared/clouds/aws/federation.ts';
import { azureEndpoints } from '../../shared/clouds/azure/endpoints.ts';
import {
  AZURE_STEPS,
  hsmRoleCommand,
  trustCommands,
  ENABLE_TOKENS_COMMAND,
  type AzurePrincipal,
} from '../../shared/clouds/azure/connecting.ts';
import type { AzureSessions } from '../../shared/clouds/azure/session.ts';
import { azureFailure, ENTRA_SIGN_IN } from '../../shared/clouds/azure/problem.ts';
import { findSubscriptions } from '../../shared/readers/azure/subscriptions.ts';
import { webIdentityToken, WebIdentityTokenRefused } from '../../shared/clouds/azure/web-identity-token.ts';
import type { CloudFailure } from '../../shared/model/failure.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import type { Problem } from '../../shared/model/target.ts';
import { graphStep, lacksPolicy, policyCommand, readCommand, scopeOf, VAULTS_READ } from './next-step.ts';
import type { DoctorRequest, ProbedCloud } from '../contract.ts';
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

export interface AzureConnected {
  config: AzureConfig;
  sessions: AzureSessions;
  federationIdentity: FederationIdentity | undefined;
  principal: AzurePrincipal;
}

/**
 * The steps of `skc connect azure`, each with the result of probing Azure. Steps that do not apply to the tenant (no
 * vault with access policies, no managed HSM, `azure.entra` off) are omitted.
 */
export async function azureSteps(probed: ProbedCloud, connected: AzureConnected): Promise<Check[]> {
  const signingIn = isSignIn(probed.unlisted);
  const tokens = await tokensResult(connected);
  const trust = trustResult(probed, tokens, connected);
  const blocked = signingIn
    ? after(connected.federationIdentity === undefined ? SIGN_IN : AZURE_STEPS.trust)
    : undefined;
  const read = blocked ?? (await readResult(probed, connected));
  const beyond = blocked ?? (read.state === 'wrong' && isBlind(probed) ? after(AZURE_STEPS.read) : undefined);
  const own = beyond === undefined;
  return [
    ...(signingIn && connected.federationIdentity === undefined
      ? [step(SIGN_IN, developerResult(probed, connected))]
      : []),
    step(AZURE_STEPS.tokens, tokens),
    step(AZURE_STEPS.trust, trust),
    step(AZURE_STEPS.read, read),
    ...(connected.config.entra ? [step(AZURE_STEPS.graph, blocked ?? graphResult(probed, connected))] : []),
    ...maybe(AZURE_STEPS.policies, own ? await policyResult(probed, connected) : beyond),
    ...maybe(AZURE_STEPS.hsms, own ? hsmResult(probed, connected) : beyond),
  ];
}

const SIGN_IN = 'sign-in';

function step(subject: string, finding: StepResult): Check {
  return { about: 'azure', subject, ...finding };
}

function maybe(subject: string, finding: StepResult | undefined): Check[] {
  return finding === undefined ? [] : [step(subject, finding)];
}

function isSignIn(problem: Problem | undefined): boolean {
  return problem?.operation === ENTRA_SIGN_IN;
}

/** No subscription could be probed, so nothing is known about vaults. */
function isBlind({ unlisted, accounts }: ProbedCloud): boolean {
  return (
    unlisted !== undefined ||
    accounts.every(({ targets }) => targets.every(({ source }) => scopeOf(source) === 'tenant'))
  );
}

function developerResult({ unlisted }: ProbedCloud, { config }: AzureConnected): StepResult {
  return wrong(unlisted === undefined ? '' : answerOf(unlisted), `az login --tenant ${config.tenantId}`);
}

async function tokensResult({ federationIdentity, config }: AzureConnected): Promise<StepResult> {
  if (federationIdentity === undefined) return deployedOnly();
  try {
    await webIdentityToken(azureEndpoints(config.authorityHost).federationAudience, federationIdentity);
    return fine('AWS issues tokens that identify the role');
  } catch (error) {
    if (!(error instanceof WebIdentityTokenRefused)) throw error;
    return wrong(error.message, tokensNextStep(error.message));
  }
}

function tokensNextStep(said: string): string {
  if (said.includes(ENABLE_TOKENS_COMMAND)) return ENABLE_TOKENS_COMMAND;
  // The deployment creates the federation role and its permissions.
  return / refused: /.test(said) ? 'Deploy again: npm run deploy' : NOT_A_PERMISSION;
}

function trustResult(
  { unlisted, request }: ProbedCloud,
  tokens: StepResult,
  { federationIdentity, config }: AzureConnected,
): StepResult {
  if (federationIdentity === undefined) return deployedOnly();
  if (tokens.state === 'wrong') return after(AZURE_STEPS.tokens);
  if (unlisted === undefined || (!isSignIn(unlisted) && unlisted.missingPermission !== undefined))
    return fine(`signed in as the application ${config.clientId ?? ''}`);
  // A failure before Entra responds does not show whether it accepts the sign-in.
  if (!isSignIn(unlisted)) return { state: 'unasked', says: 'Azure did not answer' };
  return wrong(answerOf(unlisted), trustNextStep(unlisted.code, config, request));
}

/** Entra's codes for a federated credential that is missing or has a different issuer, subject or audience. */
const MISMATCHES = ['AADSTS70021', 'AADSTS700211', 'AADSTS700212', 'AADSTS700213'];

function trustNextStep(
  code: string,
  { clientId, tenantId }: AzureConfig,
  { identity }: DoctorRequest,
): string {
  const roleArn = `arn:${identity.partition}:iam::${identity.accountId}:role/${FEDERATION_ROLE}`;
  if (MISMATCHES.includes(code)) return trustCommands(clientId ?? '$CLIENT_ID', roleArn).join('\n');
  if (code === 'AADSTS700016')
    return `Correct azure.clientId in skc.config.json: az ad app list --display-name skc-watch --query "[].appId" --output tsv\nOr azure.tenantId, if ${tenantId} is not the tenant: az account show --query tenantId --output tsv`;
  if (code === 'AADSTS90002')
    return 'Correct azure.tenantId in skc.config.json: az account show --query tenantId --output tsv';
  if (code === 'AADSTS700024') return 'Correct the clock of the machine that signs in.';
  return 'npx skc connect azure prints the step.';
}

async function readResult(
  probed: ProbedCloud,
  { config, sessions, principal }: AzureConnected,
): Promise<StepResult> {
  const { unlisted } = probed;
  const everywhere = readCommand(scopesOf(config), principal);
  if (unlisted !== undefined)
    return wrong(
      answerOf(unlisted),
      unlisted.missingPermission === undefined ? NOT_A_PERMISSION : everywhere,
    );
  const unseen = await unseenSubscriptions(config, sessions);
  if ('problem' in unseen) return wrong(answerOf(unseen.problem), NOT_A_PERMISSION);
  if (unseen.length > 0)
    return wrong(
      `not listed: ${named(unseen)}`,
      readCommand(
        unseen.map((id) => `/subscriptions/${id}`),
        principal,
      ),
    );
  const shown = probed.listed.filter(({ id }) => id !== config.tenantId.toLowerCase());
  if (shown.length === 0) return wrong('this sign-in can list no subscription', everywhere);
  const refused = troublesOf(probed).filter(
    (each) =>
      isRefused(each) &&
      !lacksPolicy(each.problem) &&
      !['managed-hsm', 'tenant'].includes(scopeOf(each.source) ?? ''),
  );
  if (refused.length > 0)
    return wrong(
      `refused: ${named(refused.map(({ problem }) => problem.missingPermission ?? problem.operation))} (in ${named(refused.map(({ location }) => location))})`,
      everywhere,
    );
  const vaults = probed.accounts.flatMap(({ targets }) => [
    ...new Set(targets.filter(({ source }) => scopeOf(source) === 'vault').map(({ location }) => location)),
  ]);
  return fine(`${some(shown.length, 'subscription')} listed, ${some(vaults.length, 'vault')} checked`);
}

/** Subscriptions named in the configuration are planned even if the sign-in cannot list them. */
async function unseenSubscriptions(
  { tenantId, subscriptions: { include }, managementGroup }: AzureConfig,
  { manager }: AzureSessions,
): Promise<string[] | CloudFailure> {
  if (include.length === 0) return [];
  const all = { tenantId, managementGroup, subscriptions: { include: [], exclude: [] } };
  try {
    const { accounts } = await findSubscriptions(manager, all);
    const shown = new Set(accounts.map(({ id }) => id));
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

function graphResult(probed: ProbedCloud, { config, principal }: AzureConnected): StepResult {
  if (probed.unlisted !== undefined) return after(AZURE_STEPS.read);
  const tenant = probed.accounts.find(({ account }) => account.id === config.tenantId.toLowerCase());
  if (tenant === undefined) return { state: 'unasked', says: 'the tenant is not checked here' };
  const [first] = troublesOf({ accounts: [tenant] });
  if (first === undefined) return fine('Microsoft Graph lists applications and service principals');
  return wrong(
    answerOf(first.problem),
    isRefused(first) ? graphStep(principal, config.authorityHost) : NOT_A_PERMISSION,
  );
}

async function policyResult(
  probed: ProbedCloud,
  { sessions, principal }: AzureConnected,
): Promise<StepResult | undefined> {
  const lacking = troublesOf(probed).filter(({ problem }) => lacksPolicy(problem));
  if (lacking.length > 0) {
    const vaults = lacking.map(({ location }) => location);
    return wrong(`no access policy lets it list: ${named(vaults)}`, policyCommand(vaults, principal));
  }
  // The session has already listed its vaults: this makes no further call.
  const subscriptions = probed.accounts.filter(({ targets }) =>
    targets.some(({ proven }) => proven.includes(VAULTS_READ)),
  );
  const held = await Promise.all(subscriptions.map(({ account }) => sessions.of(account.id).vaults()));
  const ofPolicies = held.flatMap((vaults) =>
    [...vaults.values()].filter(({ kind, rbac }) => kind === 'vault' && !rbac),
  );
  return ofPolicies.length === 0
    ? undefined
    : fine(`${some(ofPolicies.length, 'vault')} checked, no unexpected refusal`);
}

function hsmResult(probed: ProbedCloud, { principal }: AzureConnected): StepResult | undefined {
  const hsms = probed.accounts.flatMap(({ targets }) =>
    targets.filter(({ source }) => scopeOf(source) === 'managed-hsm'),
  );
  if (hsms.length === 0) return undefined;
  const lacking = troublesOf(probed)
    .filter((each) => scopeOf(each.source) === 'managed-hsm' && isRefused(each))
    .map(({ location }) => location);
  if (lacking.length === 0) return fine(`${some(hsms.length, 'managed HSM')} checked, no unexpected refusal`);
  return wrong(
    `the local role is missing in ${named(lacking)}`,
    lacking.map((hsm) => hsmRoleCommand(hsm, principal)).join('\n'),
  );
}
