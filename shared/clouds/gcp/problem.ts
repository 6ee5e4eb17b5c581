import * as z from 'zod';
import { sanitize } from '../../model/sanitize.ts';
import type { CloudFailure } from '../../model/failure.ts';
import type { ProblemKind } from '../../model/problem-kind.ts';
import { isNoConnection } from '../network-errors.ts';
import { NO_ANSWER } from '../no-answer.ts';
import type { GcpCall } from './call.ts';
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
  /** The missing permission, if Google named one. */
  readonly permission: string | undefined;
  /** The permission that the call needs. */
  readonly needs: string | undefined;
  /** The next step, in at most 100 characters, if the response implies it. */
  readonly remedy: string | undefined;

  constructor(
    operation: string,
    said: {
      code: string;
      message: string;
      status?: number | undefined;
      permission?: string | undefined;
      needs?: string | undefined;
      remedy?: string | undefined;
    },
    cause?: unknown,
  ) {
    super(said.message, { cause });
    this.operation = operation;
    this.code = said.code;
    this.status = said.status;
    this.permission = said.permission;
    this.needs = said.needs;
    this.remedy = said.remedy;
  }
}

/** The product's own codes, used if Google returns none. */
export const BAD_ANSWER = 'BadAnswer';
export const CUT_SHORT = 'CutShort';
export const LOCATION_UNREACHABLE = 'LocationUnreachable';
export const REPEATED_PAGE = 'RepeatedPageToken';

/** Codes that mean access was denied. */
const DENIED = new Set([
  'IAM_PERMISSION_DENIED',
  'PERMISSION_DENIED',
  'SECURITY_POLICY_VIOLATED',
  'FederationRoleRefused',
  // Reasons of Compute Engine's older error form.
  'forbidden',
  'insufficientPermissions',
]);

/**
 * Converts an error into a scan's problem.
 * @param operation The permission to name where the error knows none: `secretmanager.secrets.list`.
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
  const named = error.permission ?? error.needs;
  const missing = named ?? (signingIn ? undefined : operation);
  return {
    denied,
    problem: {
      operation: signingIn ? error.operation : (named ?? operation),
      code: error.code,
      message: sanitize(error.message, 300),
      ...causeOf(error, denied),
      ...(denied && missing !== undefined ? { missingPermission: missing } : {}),
    },
  };
}

/**
 * Google's reasons other than a missing permission. Source: `google.api.ErrorReason`; those in lower case are of Compute
 * Engine's older error form ("Compute Engine API rate quotas").
 */
const KINDS: Readonly<Record<string, ProblemKind>> = {
  SERVICE_DISABLED: 'disabled-api',
  SECURITY_POLICY_VIOLATED: 'policy',
  accessNotConfigured: 'disabled-api',
  RATE_LIMIT_EXCEEDED: 'throttled',
  RESOURCE_EXHAUSTED: 'throttled',
  rateLimitExceeded: 'throttled',
  userRateLimitExceeded: 'throttled',
  [BAD_ANSWER]: 'malformed',
  [REPEATED_PAGE]: 'malformed',
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
  const named = Object.hasOwn(KINDS, code) ? KINDS[code] : undefined;
  if (named !== undefined) return named;
  if (denied && DENY_POLICY.test(message)) return 'policy';
  if (denied) return 'denied';
  if (status === 429) return 'throttled';
  return status === undefined && isNoConnection(code) ? 'unreachable' : 'failed';
}

/** Whether Google asks to call less often. */
export function isThrottling({ code, status }: Pick<GcpError, 'code' | 'status'>): boolean {
  return status === 429 || (Object.hasOwn(KINDS, code) && KINDS[code] === 'throttled');
}

const SIGN_IN = new Set(['sts', 'iamcredentials']);

const reasonSchema = z.object({
  reason: z.string(),
  metadata: z.record(z.string(), z.unknown()).catch({}),
});

/** An error as in AIP-193; Compute Engine's older form gives the reason in `errors`. */
const answerSchema = z.object({
  error: z.object({
    status: z.string().optional().catch(undefined),
    message: z.string().catch(''),
    details: z.array(z.unknown()).catch([]),
    errors: z.array(z.unknown()).catch([]),
  }),
});
/** An error as in RFC 6749, as sign-in services and gateways return it. */
const plainSchema = z.object({ error: z.string().min(1), error_description: z.string().catch('') });

/**
 * Parses Google's error body. What does not come from Google's APIs, such as a proxy's page, is reported by its status.
 * @param projectIdOf The id of a project by its number, where it is known.
 */
export function answeredError(
  { operation, permission: needs, project }: Pick<GcpCall, 'operation' | 'permission' | 'project'>,
  { status, data }: { status: number; data: unknown },
  projectIdOf: (number: string) => string | undefined = () => undefined,
): GcpError {
  const plain = plainSchema.safeParse(data);
  if (plain.success) {
    const { error: code, error_description: message } = plain.data;
    return new GcpError(operation, { code, status, needs, message: message || `Google returned ${code}.` });
  }
  const answer = answerSchema.safeParse(data);
  if (!answer.success)
    return new GcpError(operation, {
      code: `HTTP ${status}`,
      status,
      needs,
      message: `HTTP ${status} without an error in Google's form${data === undefined ? ': the answer is not JSON' : ''}.`,
    });
  const { error } = answer.data;
  const { reason, metadata } = reasonOf([...error.details, ...error.errors]);
  const code = reason ?? error.status ?? `HTTP ${status}`;
  const permission = textOf(metadata, 'permission') ?? namedPermission(error.message);
  const command = code === 'SERVICE_DISABLED' ? enableCommand(metadata, project, projectIdOf) : undefined;
  const message = command === undefined ? error.message : `The API is disabled. Run: ${command}`;
  return new GcpError(operation, { code, status, permission, needs, message, remedy: runStep(command) });
}

type Metadata = Readonly<Record<string, unknown>>;

function reasonOf(details: readonly unknown[]): { reason?: string | undefined; metadata: Metadata } {
  for (const detail of details) {
    const read = reasonSchema.safeParse(detail);
    if (read.success) return { reason: read.data.reason, metadata: read.data.metadata };
  }
  return { metadata: {} };
}

function textOf(metadata: Metadata, name: string): string | undefined {
  const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** `Permission 'secretmanager.secrets.list' denied on resource …`, or `Required 'compute.…list' permission for …`. */
function namedPermission(message: string): string | undefined {
  return /[Pp]ermission '([\w.-]+)'|Required '([\w.-]+)' permission/.exec(message)?.slice(1).find(Boolean);
}

/**
 * Enables an API in the project where it is off. Google names it as the call's `consumer`: for most services that is the
 * project that calls, not the one that is read (`google.api.ErrorReason`, SERVICE_DISABLED).
 */
function enableCommand(
  metadata: Metadata,
  project: string,
  projectIdOf: (number: string) => string | undefined,
): string | undefined {
  const service = textOf(metadata, 'service');
  if (service === undefined || !NAME.test(service)) return undefined;
  const consumer = textOf(metadata, 'consumer')?.replace('projects/', '') ?? project;
  const where = projectIdOf(consumer) ?? consumer;
  return NAME.test(where) ? `gcloud services enable ${service} --project=${where}` : undefined;
}

/** The only form of name that commands are built from, since names come from a response. */
const NAME = /^[\w.:][\w.:-]{0,99}$/;

/** At most 100 characters: the command for the longest API and the longest project id has 97. */
function runStep(command: string | undefined): string | undefined {
  if (command === undefined || command.length > 100) return undefined;
  return command.length <= 95 ? `Run: ${command}` : command;
}
