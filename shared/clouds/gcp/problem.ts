import * as z from 'zod';
import { sanitize } from '../../model/sanitize.ts';
import type { CloudFailure } from '../../model/failure.ts';
import type { ProblemKind } from '../../model/problem-kind.ts';
import { isNoConnection } from '../network-errors.ts';
import { NO_ANSWER } from '../no-answer.ts';
import { errorText } from '../../model/error-text.ts';

/** A failed call to Google: an error response, or no response. */
export class GcpError extends Error {
  override readonly name = 'GcpError';
  /** `secretmanager:ListSecrets`, `sts:token`. */
  readonly operation: string;
  /** Google's reason code: `IAM_PERMISSION_DENIED`, `SERVICE_DISABLED`, `NOT_FOUND`. */
  readonly code: string;
  /** The HTTP status; undefined without a response. */
  readonly status: number | undefined;
  /** The missing permission. */
  readonly permission: string | undefined;
  /** The next step, in at most 100 characters, if the response implies it. */
  readonly remedy: string | undefined;

  constructor(
    operation: string,
    said: {
      code: string;
      message: string;
      status?: number | undefined;
      permission?: string | undefined;
      remedy?: string | undefined;
    },
    cause?: unknown,
  ) {
    super(said.message, { cause });
    this.operation = operation;
    this.code = said.code;
    this.status = said.status;
    this.permission = said.permission;
    this.remedy = said.remedy;
  }
}

/** The product's own codes, used if Google returns none. */
export const BAD_ANSWER = 'BadAnswer';
export const LOCATION_UNREACHABLE = 'LocationUnreachable';

/** Codes that mean access was denied. */
const DENIED = new Set([
  'IAM_PERMISSION_DENIED',
  'PERMISSION_DENIED',
  'SECURITY_POLICY_VIOLATED',
  'FederationRoleRefused',
]);

/**
 * Converts an error into a scan's problem.
 * @param operation The permission that the call needs: `secretmanager.secrets.list`.
 */
export function gcpFailure(error: unknown, operation: string): CloudFailure {
  if (!(error instanceof GcpError)) {
    const text = errorText(error);
    const code = error instanceof Error ? error.name : 'Error';
    const kind = error instanceof SyntaxError || error instanceof z.ZodError ? 'malformed' : 'failed';
    return { denied: false, problem: { operation, code, message: sanitize(text, 300), kind } };
  }
  const denied = DENIED.has(error.code);
  const signingIn = SIGN_IN.has(error.operation.split(':')[0] ?? '');
  const missing = error.permission ?? (signingIn ? undefined : operation);
  return {
    denied,
    problem: {
      operation: signingIn ? error.operation : (error.permission ?? operation),
      code: error.code,
      message: sanitize(error.message, 300),
      ...causeOf(error, denied),
      ...(denied && missing !== undefined ? { missingPermission: missing } : {}),
    },
  };
}

/** Google's reasons other than a missing permission. Source: `google.api.ErrorReason`. */
const KINDS: Readonly<Record<string, ProblemKind>> = {
  SERVICE_DISABLED: 'disabled-api',
  SECURITY_POLICY_VIOLATED: 'policy',
  RATE_LIMIT_EXCEEDED: 'throttled',
  RESOURCE_EXHAUSTED: 'throttled',
  [BAD_ANSWER]: 'malformed',
  [NO_ANSWER]: 'unreachable',
  [LOCATION_UNREACHABLE]: 'unreachable',
};

function causeOf(error: GcpError, denied: boolean): { kind: ProblemKind; remedy?: string } {
  const kind = kindOf(error, denied);
  const remedy = error.remedy ?? (kind === 'policy' ? policyRemedy(error) : undefined);
  return remedy === undefined ? { kind } : { kind, remedy };
}

function policyRemedy({ code }: GcpError): string {
  return code === 'SECURITY_POLICY_VIOLATED'
    ? 'Allow the reader through the VPC Service Controls perimeter, or accept it as expected.'
    : 'Exempt the reader from the IAM deny policy, or accept it as expected.';
}

/** Google names an IAM deny policy only in the message. It overrides every grant. */
const DENY_POLICY = /deny polic/i;

function kindOf({ code, status, message }: GcpError, denied: boolean): ProblemKind {
  const named = KINDS[code];
  if (named !== undefined) return named;
  if (denied && DENY_POLICY.test(message)) return 'policy';
  if (denied) return 'denied';
  if (status === 429) return 'throttled';
  return status === undefined && isNoConnection(code) ? 'unreachable' : 'failed';
}

const SIGN_IN = new Set(['sts', 'iamcredentials']);

const reasonSchema = z.object({
  reason: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/** An error as in AIP-193. Other error bodies do not come from Google's APIs. */
const answerSchema = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().default(''),
    details: z.array(z.unknown()).default([]),
  }),
});

/** Parses Google's error body. @param project The project that was read. */
export function answeredError(
  operation: string,
  project: string,
  { status, data }: { status: number; data: unknown },
  cause?: unknown,
): GcpError {
  const answer = answerSchema.safeParse(data);
  if (!answer.success)
    return new GcpError(
      operation,
      { code: `HTTP ${status}`, status, message: `Google returned HTTP ${status}.` },
      cause,
    );
  const { error } = answer.data;
  const { reason, metadata } = reasonOf(error.details);
  const code = reason ?? error.status ?? `HTTP ${status}`;
  const permission = metadata['permission'] ?? namedPermission(error.message);
  const command = code === 'SERVICE_DISABLED' ? enableCommand(metadata, project) : undefined;
  const message = command === undefined ? error.message : `The API is disabled. Run: ${command}`;
  return new GcpError(operation, { code, status, permission, message, remedy: runStep(command) }, cause);
}

function reasonOf(details: readonly unknown[]): {
  reason?: string | undefined;
  metadata: Record<string, string>;
} {
  for (const detail of details) {
    const read = reasonSchema.safeParse(detail);
    if (read.success && read.data.reason !== undefined)
      return { reason: read.data.reason, metadata: read.data.metadata ?? {} };
  }
  return { metadata: {} };
}

/** `Permission 'secretmanager.secrets.list' denied on resource …`, or `Required 'compute.…list' permission for …`. */
function namedPermission(message: string): string | undefined {
  return /[Pp]ermission '([\w.-]+)'|Required '([\w.-]+)' permission/.exec(message)?.slice(1).find(Boolean);
}

function enableCommand(metadata: Readonly<Record<string, string>>, project: string): string | undefined {
  const service = metadata['service'];
  if (service === undefined || !NAME.test(service)) return undefined;
  // A call that names no project counts for the project that signs in.
  const where = project === '-' ? (metadata['consumer'] ?? '').replace('projects/', '') : project;
  return NAME.test(where) ? `gcloud services enable ${service} --project=${where}` : undefined;
}

/** The only form of name that commands are built from, since names come from a response. */
const NAME = /^[\w.:-]{1,100}$/;

/** At most 100 characters: the command for the longest API and the longest project id has 97. */
function runStep(command: string | undefined): string | undefined {
  if (command === undefined || command.length > 100) return undefined;
  return command.length <= 95 ? `Run: ${command}` : command;
}
