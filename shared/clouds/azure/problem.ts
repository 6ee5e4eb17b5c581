import { isRestError, RestError } from '@azure/core-rest-pipeline';
import * as z from 'zod';
import { sanitize } from '../../model/sanitize.ts';
import type { ProblemKind } from '../../model/problem-kind.ts';
import { isNoConnection } from '../network-errors.ts';
import { NO_ANSWER, NO_ANSWER_STEP, noAnswerIn } from '../no-answer.ts';
import { NAME_NOT_FOUND } from './denial.ts';
import { azureEndpoints, type AuthorityHost } from './endpoints.ts';
import { callPermission } from './operation-name.ts';
import { InvalidAzureAnswer } from './rest.ts';
import { EntraSignInRefused } from './sign-in-refused.ts';
import type { CloudFailure } from '../../model/failure.ts';
import { errorText } from '../../model/error-text.ts';

/** Azure's codes for a denial by network rules (Key Vault REST error codes, inner error). */
const NETWORK_REFUSALS = ['ForbiddenByFirewall', 'ForbiddenByConnection'];
/** Azure's codes for denials that a role assignment does not lift (Azure RBAC, "Deny assignments"; Azure Policy). */
const BY_POLICY: ReadonlySet<string> = new Set([
  'DenyAssignmentAuthorizationFailed',
  'RequestDisallowedByPolicy',
]);
const DENY_ASSIGNMENT = /DenyAssignmentId: '?[0-9a-f-]{36}/i;

/** Code and operation of problems for which the cloud returns no code. */
export const UNREACHABLE = 'unreachable';
export const ENTRA_SIGN_IN = 'Entra sign-in';
export const UNREACHABLE_REMEDY =
  'Allow the collector in the vault’s firewall, use a private endpoint, or accept it as expected.';

/**
 * Converts an error of Azure's SDKs or REST API into a scan's problem.
 * @param asked The permission that the work needs, where the call that failed does not tell its own: a data action, a
 * control-plane action or a Graph permission.
 */
export function azureFailure(error: unknown, asked: string): CloudFailure {
  const operation = permissionOf(error) ?? asked;
  const text = errorText(error);
  const silent = isRestError(error) && error.statusCode !== undefined ? undefined : noAnswerIn(error);
  if (silent !== undefined)
    return {
      denied: false,
      problem: {
        operation: isRestError(error) ? operation : ENTRA_SIGN_IN,
        code: NO_ANSWER,
        message: sanitize(silent, 300),
        kind: 'unreachable',
        remedy: NO_ANSWER_STEP,
      },
    };
  const signIn = signInFailure(error);
  if (signIn !== undefined)
    return {
      denied: true,
      problem: {
        operation: ENTRA_SIGN_IN,
        code: signIn.code,
        message: sanitize(signIn.text, 300),
        kind: 'denied',
        ...(signIn.remedy === undefined ? {} : { remedy: signIn.remedy }),
      },
    };
  if (isUnreachable(error)) return { denied: false, problem: unreachable(error, operation, text) };
  if (!isRestError(error)) {
    const code = error instanceof Error ? error.name : 'Error';
    const kind = isMalformed(error) ? 'malformed' : 'failed';
    const call = error instanceof EntraSignInRefused ? ENTRA_SIGN_IN : operation;
    return { denied: false, problem: { operation: call, code, message: sanitize(text, 300), kind } };
  }
  if (error.statusCode === 401) return { denied: true, problem: tokenRefused(error, operation, text) };
  const denied = error.statusCode === 403;
  const code = error.code ?? `HTTP ${error.statusCode ?? 'none'}`;
  const refused = namedAction(text) ?? operation;
  return {
    denied,
    problem: {
      operation: denied ? refused : operation,
      code,
      message: sanitize(text, 300),
      ...causeOf(error, { code, text, denied, refused }),
      ...(denied ? { missingPermission: remedyFor(code, refused, text) } : {}),
    },
  };
}

/** The permission that the failed call needs. */
function permissionOf(error: unknown): string | undefined {
  if (error instanceof InvalidAzureAnswer) return error.permission;
  if (!isRestError(error) || error.request === undefined) return undefined;
  return callPermission(error.request.method, error.request.url);
}

function unreachable(error: unknown, operation: string, text: string): CloudFailure['problem'] {
  const host =
    isRestError(error) && error.request !== undefined ? new URL(error.request.url).host : undefined;
  // Vaults have firewalls and private endpoints; Resource Manager and Graph are reached or not.
  const isVault = host === undefined || /\.(vault|managedhsm)\./.test(host);
  return {
    operation,
    code: UNREACHABLE,
    message: sanitize(
      isVault ? `${UNREACHABLE_MESSAGE} Error: ${text}` : `Cannot connect to ${host}: ${text}`,
      300,
    ),
    kind: 'unreachable',
    remedy: isVault ? UNREACHABLE_REMEDY : NO_ANSWER_STEP,
  };
}

/**
 * A 401: the service does not accept the token, so no role is missing. Source of the words: Key Vault REST error codes
 * (AKV10032 "Invalid issuer", AKV10022 "Invalid audience"); Resource Manager, `InvalidAuthenticationTokenTenant`.
 */
function tokenRefused(error: RestError, operation: string, text: string): CloudFailure['problem'] {
  const code = error.code ?? 'HTTP 401';
  const isOfOtherTenant =
    code === 'InvalidAuthenticationTokenTenant' || /AKV10032|(invalid|wrong) issuer/i.test(text);
  const isForOther =
    code === 'InvalidAuthenticationTokenAudience' || /AKV10022|(invalid|wrong) audience/i.test(text);
  return {
    operation,
    code,
    message: sanitize(text, 300),
    kind: 'denied',
    remedy: isOfOtherTenant ? OTHER_TENANT : isForOther ? OTHER_CLOUD : TOKEN_REFUSED,
  };
}

const OTHER_TENANT = 'It trusts another tenant than azure.tenantId: correct it, or exclude the subscription.';
const OTHER_CLOUD = 'Correct azure.authorityHost: the token is for a service of another cloud.';
const TOKEN_REFUSED =
  'No role is missing: check azure.tenantId, azure.authorityHost and the clock, sign in again.';

const UNREACHABLE_MESSAGE =
  'The vault denies access from this network: allow the collector’s address in its firewall, connect it with a private endpoint, or list it under expectedUnreadable.';

/** A response that could not be parsed or did not match its schema. */
function isMalformed(error: unknown): boolean {
  return error instanceof InvalidAzureAnswer || error instanceof SyntaxError || error instanceof z.ZodError;
}

function causeOf(
  error: RestError,
  said: { code: string; text: string; denied: boolean; refused: string },
): { kind: ProblemKind; remedy?: string } {
  const { code, text, denied, refused } = said;
  if (BY_POLICY.has(code) || (denied && DENY_ASSIGNMENT.test(text)))
    return { kind: 'policy', remedy: policyRemedy(refused) };
  if (denied) return { kind: 'denied' };
  if (error.statusCode === 429) return { kind: 'throttled' };
  if (code === 'MissingSubscriptionRegistration')
    return { kind: 'disabled-api', remedy: registerCommand(refused) };
  return { kind: code === RestError.PARSE_ERROR ? 'malformed' : 'failed' };
}

function policyRemedy(action: string): string {
  const exact = `Exempt ${action} from the deny assignment, or accept it.`;
  return exact.length <= 100
    ? exact
    : 'Exempt the reading role from the deny assignment, or accept it as expected.';
}

/** Source: Azure Resource Manager, "Resolve errors for resource provider registration". */
function registerCommand(action: string): string {
  return `az provider register --namespace ${action.split('/')[0] ?? action}`;
}

/** Whether the vault is unreachable from this network, as opposed to access being denied. */
export function isUnreachable(error: unknown): boolean {
  if (!isRestError(error)) return false;
  if (error.statusCode === 403) return NETWORK_REFUSALS.includes(error.code ?? '');
  // A proxy that cannot reach the vault returns no Azure error code.
  if (error.statusCode === 502 || error.statusCode === 504) return error.code === undefined;
  return error.statusCode === undefined && (error.code === NAME_NOT_FOUND || isNoConnection(error.code));
}

/** Whether Azure reported that the resource does not exist. */
export function isAbsent(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404;
}

/**
 * Key Vault names the action in `Action: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'`; ARM in its
 * message.
 */
function namedAction(message: string): string | undefined {
  return (
    /Action: '([\w./]+)'/.exec(message)?.[1] ??
    /authorization to perform action '([\w./*]+)'/.exec(message)?.[1]
  );
}

/** Denials by access policy are worded differently from RBAC: `does not have secrets list permission`. */
function remedyFor(code: string, action: string, message: string): string {
  const policy = /does not have (\w+) (\w+) permission/.exec(message);
  if (policy !== null) return `${policy[1]} ${policy[2]} (access policy)`;
  return code === 'ForbiddenByPolicy' ? `${action} (access policy)` : action;
}

interface SignInFailure {
  code: string;
  text: string;
  remedy?: string | undefined;
}

/** What to change for each Entra error code (AADSTS…). Source: Microsoft Entra error code reference. */
const signInRemedies = (authorityHost: AuthorityHost | undefined): Readonly<Record<string, string>> => ({
  AADSTS70021: 'Match issuer and subject of the federated credential with the role that signs in, exactly.',
  AADSTS700211: 'Set the issuer of the federated credential to that of GetOutboundWebIdentityFederationInfo.',
  AADSTS700212: `Set the audience to ${azureEndpoints(authorityHost).federationAudience} on both sides.`,
  AADSTS700213: 'Set the subject of the federated credential to the ARN of the IAM role, not of its session.',
  AADSTS700024: 'Correct the clock of the machine that signs in: the assertion is not valid at this time.',
  AADSTS700016: 'Correct azure.clientId or azure.tenantId: the application is not in this tenant.',
  AADSTS90002: 'Correct azure.tenantId, or azure.authorityHost if it is of another cloud: no such tenant.',
  AADSTS50020: 'Sign in with `az login --tenant <azure.tenantId>`: the user belongs to another tenant.',
});

/** Azure SDK errors that mean no credentials were found. */
const NOT_SIGNED_IN = [
  'CredentialUnavailableError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
];

const LOG_IN = 'Sign in first: az login --tenant <azure.tenantId>.';

function signInFailure(error: unknown): SignInFailure | undefined {
  const remedies = signInRemedies(error instanceof EntraSignInRefused ? error.authorityHost : undefined);
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = /AADSTS\d+/.exec(each.message)?.[0];
    if (code !== undefined) {
      const remedy = remedies[code];
      return { code, remedy, text: `${remedy ?? 'Entra refused the sign-in.'} ${each.message}` };
    }
    // The SDK keeps the callback error's message but not its class.
    if (/sts:(GetWebIdentityToken|AssumeRole)/.test(each.message) || each.name === 'WebIdentityTokenRefused')
      return { code: 'WebIdentityTokenRefused', text: each.message };
    if (NOT_SIGNED_IN.includes(each.name))
      return { code: each.name, remedy: LOG_IN, text: `${LOG_IN} ${each.message}` };
  }
  return undefined;
}
