import { gaxios } from 'google-auth-library';
import * as z from 'zod';
import { FederationRoleRefused } from '../aws/federation.ts';
import { NO_ANSWER, NO_ANSWER_STEP, noAnswerIn } from '../no-answer.ts';
import { GcpError } from './problem.ts';
import { errorText } from '../../model/error-text.ts';

const exchangeSchema = z.object({ error: z.string(), error_description: z.string().optional() });
const callSchema = z.object({
  error: z.object({ status: z.string().optional(), message: z.string().optional() }),
});

/** The first call of every sign-in. */
export const SIGN_IN_OPERATION = 'sts:token';

/**
 * Converts a sign-in error into one that names the step that failed and what to change. Source: error answers of
 * Google's Security Token Service (RFC 6749, §5.2) and of the IAM Credentials API.
 */
export function signInError(error: unknown): GcpError {
  if (error instanceof GcpError) return error;
  const silent = noAnswerIn(error);
  if (silent !== undefined)
    return new GcpError(
      SIGN_IN_OPERATION,
      { code: NO_ANSWER, message: silent, remedy: NO_ANSWER_STEP },
      error,
    );
  if (error instanceof FederationRoleRefused)
    return new GcpError('sts:AssumeRole', { code: error.name, message: error.message }, error);
  const text = errorText(error);
  const response = error instanceof gaxios.GaxiosError ? error.response : refusedWith(error);
  if (impersonating(error)) return refusedImpersonation(text, response, error);
  const exchange = exchangeSchema.safeParse(response?.data);
  const code = exchange.success ? exchange.data.error : exchangeCode(text);
  if (code !== undefined) {
    const why = exchange.success ? (exchange.data.error_description ?? '') : text;
    const remedy = stepFor(why);
    return new GcpError(SIGN_IN_OPERATION, { code, remedy, message: `${why} ${remedy}`.trim() }, error);
  }
  if (/default credentials/i.test(text))
    return new GcpError(
      SIGN_IN_OPERATION,
      {
        code: 'NoCredentials',
        remedy: 'Run `gcloud auth application-default login`, or set gcp.workloadIdentity.',
        message:
          'No credentials for Google Cloud: run `gcloud auth application-default login`, or set gcp.workloadIdentity and AWS credentials.',
      },
      error,
    );
  return new GcpError(
    SIGN_IN_OPERATION,
    { code: codeOf(error), message: `Could not sign in: ${text}` },
    error,
  );
}

function refusedImpersonation(
  text: string,
  response: { status?: number | undefined; data?: unknown } | undefined,
  cause: unknown,
): GcpError {
  const said = callSchema.safeParse(response?.data);
  const code = (said.success ? said.data.error.status : undefined) ?? codeOf(cause);
  const why = (said.success ? said.data.error.message : undefined) ?? text;
  const message =
    code === 'PERMISSION_DENIED'
      ? 'The service account cannot be impersonated: grant the AWS role roles/iam.workloadIdentityUser on it (skc connect gcp prints the command), and check gcp.serviceAccount.'
      : `Could not impersonate the service account: ${why}`;
  const remedy =
    code === 'PERMISSION_DENIED'
      ? 'Bind roles/iam.workloadIdentityUser to the AWS role: `skc connect gcp` prints the command.'
      : undefined;
  return new GcpError(
    'iamcredentials:GenerateAccessToken',
    { code, message, remedy, status: response?.status, permission: 'iam.serviceAccounts.getAccessToken' },
    cause,
  );
}

function stepFor(why: string): string {
  if (/expired|skew|in the future|too old|not yet valid|x-amz-date/i.test(why))
    return 'Correct the clock of the machine that signs in: the signed request must be less than 15 minutes old.';
  if (/audience|target-resource|provider|pool/i.test(why))
    return 'Check that gcp.workloadIdentity.audience is the provider’s full resource name.';
  if (/attribute condition|rejected by/i.test(why))
    return 'Allow the AWS role that signs in in the provider’s attribute condition.';
  if (/account|aws/i.test(why)) return 'Set the provider’s AWS account to the one that signs in.';
  return 'Compare the provider with what skc connect gcp prints.';
}

/** The library returns the exchange's error only as text: `Error code invalid_grant: …`. */
function exchangeCode(text: string): string | undefined {
  return /^Error code ([\w-]+)/.exec(text)?.[1];
}

function impersonating(error: unknown): boolean {
  return error instanceof gaxios.GaxiosError && String(error.config.url).includes(':generateAccessToken');
}

function refusedWith(error: unknown): { status?: number | undefined; data?: unknown } | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined;
  const read = z.object({ status: z.number().optional(), data: z.unknown() }).safeParse(error.response);
  return read.success ? read.data : undefined;
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'Error';
}
