import { isRestError } from '@azure/core-rest-pipeline';
import { sanitize } from '../../model/sanitize.ts';
import { UNREACHABLE } from '../../model/target.ts';
import { NAME_NOT_FOUND } from './denial.ts';
import type { CloudFailure } from '../../model/failure.ts';

/** Azure's own codes for "not from this network" (Key Vault REST error codes, inner error). */
const BY_NETWORK = ['ForbiddenByFirewall', 'ForbiddenByConnection'];
const NO_WAY = [NAME_NOT_FOUND, 'ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'];

/**
 * What an error of Azure's SDKs and REST means for a scan.
 * @param operation The permission that the call needed: a data action, a control-plane action, a Graph permission.
 */
export function azureFailure(error: unknown, operation: string): CloudFailure {
  const text = error instanceof Error ? error.message : String(error);
  const signIn = signInFailure(error);
  if (signIn !== undefined)
    return {
      denied: true,
      problem: { operation: 'Entra sign-in', code: signIn.code, message: sanitize(signIn.text, 300) },
    };
  if (isUnreachable(error))
    return {
      denied: false,
      problem: { operation, code: UNREACHABLE, message: sanitize(`${REMEDY} It said: ${text}`, 300) },
    };
  if (!isRestError(error)) {
    const code = error instanceof Error ? error.name : 'Error';
    return { denied: false, problem: { operation, code, message: sanitize(text, 300) } };
  }
  const denied = error.statusCode === 403 || error.statusCode === 401;
  const code = error.code ?? `HTTP ${error.statusCode ?? 'none'}`;
  const refused = namedAction(text) ?? operation;
  return {
    denied,
    problem: {
      operation: denied ? refused : operation,
      code,
      message: sanitize(text, 300),
      ...(denied ? { missingPermission: remedyFor(code, refused, text) } : {}),
    },
  };
}

const REMEDY =
  'The vault does not let this network in: allow the collector’s address in its firewall, connect it by a private endpoint, or expect it under expectedUnreadable.';

/** True when a vault could not be reached from here, rather than refused. */
export function isUnreachable(error: unknown): boolean {
  if (!isRestError(error)) return false;
  if (error.statusCode === 403) return BY_NETWORK.includes(error.code ?? '');
  // A proxy on the way that reaches nothing says so without Azure's words.
  if (error.statusCode === 502 || error.statusCode === 504) return error.code === undefined;
  return error.statusCode === undefined && NO_WAY.includes(error.code ?? '');
}

/** True when the cloud answered that the thing does not exist. */
export function isAbsent(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404;
}

/** Key Vault names the action in `Action: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'`; ARM in its sentence. */
function namedAction(message: string): string | undefined {
  return (
    /Action: '([\w./]+)'/.exec(message)?.[1] ??
    /authorization to perform action '([\w./*]+)'/.exec(message)?.[1]
  );
}

/** Access policies know other words than RBAC: `does not have secrets list permission`. */
function remedyFor(code: string, action: string, message: string): string {
  const policy = /does not have (\w+) (\w+) permission/.exec(message);
  if (policy !== null) return `${policy[1]} ${policy[2]} (access policy)`;
  return code === 'ForbiddenByPolicy' ? `${action} (access policy)` : action;
}

interface SignInFailure {
  code: string;
  text: string;
}

/** Entra's own codes (AADSTS…), each with what to change. Source: Microsoft Entra error code reference. */
const SIGN_IN_REMEDIES: Readonly<Record<string, string>> = {
  AADSTS70021:
    'No federated credential matches the assertion: compare its issuer and subject, letter by letter, with the role that signs in.',
  AADSTS700211:
    'The issuer is not the one of the federated credential: take the one of GetOutboundWebIdentityFederationInfo.',
  AADSTS700212: 'The audience must be api://AzureADTokenExchange on both sides.',
  AADSTS700213:
    'The subject is not the one of the federated credential: it is the ARN of the IAM role, not of its session.',
  AADSTS700024: 'The assertion is outside its time: set the clock of the machine that signs in.',
  AADSTS700016: 'The application is not in this tenant: azure.clientId or azure.tenantId is wrong.',
  AADSTS90002:
    'There is no such tenant: azure.tenantId is wrong, or azure.authorityHost is of another cloud.',
  AADSTS50020: 'The user belongs to another tenant: sign in with `az login --tenant` of azure.tenantId.',
};

/** Azure's own classes for having found no sign-in at all. */
const NOT_SIGNED_IN = [
  'CredentialUnavailableError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
];

function signInFailure(error: unknown): SignInFailure | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = /AADSTS\d+/.exec(each.message)?.[0];
    if (code !== undefined)
      return { code, text: `${SIGN_IN_REMEDIES[code] ?? 'Entra refused to sign in.'} ${each.message}` };
    // The SDK keeps the words of what failed in the callback, not its class.
    if (/sts:(GetWebIdentityToken|AssumeRole)/.test(each.message) || each.name === 'WebIdentityTokenRefused')
      return { code: 'WebIdentityTokenRefused', text: each.message };
    if (NOT_SIGNED_IN.includes(each.name))
      return { code: each.name, text: `Sign in first: az login --tenant <azure.tenantId>. ${each.message}` };
  }
  return undefined;
}
