import * as z from 'zod';
import { sanitize } from '../../model/sanitize.ts';
import type { CloudFailure } from '../../model/failure.ts';

/** What Google answered to one call, or that it did not answer. */
export class GcpError extends Error {
  override readonly name = 'GcpError';
  /** `secretmanager:ListSecrets`, `sts:token`. */
  readonly operation: string;
  /** Google's own reason: `IAM_PERMISSION_DENIED`, `SERVICE_DISABLED`, `NOT_FOUND`. */
  readonly code: string;
  /** The HTTP status; none where no answer came. */
  readonly status: number | undefined;
  /** What would have to be granted. */
  readonly permission: string | undefined;

  constructor(
    operation: string,
    said: { code: string; message: string; status?: number | undefined; permission?: string | undefined },
    cause?: unknown,
  ) {
    super(said.message, { cause });
    this.operation = operation;
    this.code = said.code;
    this.status = said.status;
    this.permission = said.permission;
  }
}

/** Codes that say: you may not, rather than: it does not work. */
const DENIED = new Set([
  'IAM_PERMISSION_DENIED',
  'PERMISSION_DENIED',
  'SECURITY_POLICY_VIOLATED',
  'FederationRoleRefused',
]);

/**
 * What an error means for a scan.
 * @param operation The permission that the caller needed: `secretmanager.secrets.list`.
 */
export function gcpFailure(error: unknown, operation: string): CloudFailure {
  if (!(error instanceof GcpError)) {
    const text = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error ? error.name : 'Error';
    return { denied: false, problem: { operation, code, message: sanitize(text, 300) } };
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
      ...(denied && missing !== undefined ? { missingPermission: missing } : {}),
    },
  };
}

const SIGN_IN = new Set(['sts', 'iamcredentials']);

const reasonSchema = z.object({
  reason: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/** An error in the form of AIP-193; what is not in that form is no answer of Google's. */
const answerSchema = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().default(''),
    details: z.array(z.unknown()).default([]),
  }),
});

/** Reads Google's error body. @param project Whose resources were asked for. */
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
      { code: `HTTP ${status}`, status, message: `Google answered HTTP ${status}.` },
      cause,
    );
  const { error } = answer.data;
  const { reason, metadata } = reasonOf(error.details);
  const code = reason ?? error.status ?? `HTTP ${status}`;
  const permission = metadata['permission'] ?? namedPermission(error.message);
  const said = { code, status, permission, message: withRemedy(code, error.message, metadata, project) };
  return new GcpError(operation, said, cause);
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

function withRemedy(
  code: string,
  message: string,
  metadata: Readonly<Record<string, string>>,
  project: string,
): string {
  const service = metadata['service'];
  if (code !== 'SERVICE_DISABLED' || service === undefined) return message;
  // A call that names no project is reckoned to the one that signs in.
  const where = project === '-' ? (metadata['consumer'] ?? '').replace('projects/', '') : project;
  return `The API is off. gcloud services enable ${service} --project=${where}`;
}
