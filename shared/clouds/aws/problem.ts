import { sanitize } from '../../model/sanitize.ts';
import type { CloudFailure } from '../../model/failure.ts';
import type { ProblemKind } from '../../model/problem-kind.ts';
import { isNoConnection } from '../network-errors.ts';
import { NO_ANSWER_STEP, noAnswerIn } from '../no-answer.ts';
import { IncompleteListing, MissingMember } from '../incomplete-answer.ts';
import { errorWords, isUnreadable } from './error-words.ts';
import { failedOperation } from './operation.ts';

const DENIED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
  // Returned by regions that are not enabled or that the organisation denies.
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'OptInRequired',
]);

/** Source: `THROTTLING_ERROR_CODES` of the SDK's `service-error-classification`, without limits that are quotas. */
const THROTTLED: ReadonlySet<string> = new Set([
  'PriorRequestNotComplete',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/**
 * Policies that a grant to the reading role does not override, or that deny explicitly outside its own policies. Source:
 * IAM User Guide, "Troubleshoot access denied error messages": AWS names the type of policy in the message.
 */
const POLICY =
  /\b(?:service control|resource control|VPC endpoint) policy\b|\bpermissions boundary\b|(?<=explicit deny in a )(?:resource-based|session) policy\b/i;

/**
 * Converts an AWS SDK error into a scan's problem, which names the call that failed.
 * @param operation What was being done, such as `kms:DescribeKey`: for errors that came from no call of a client.
 */
export function awsFailure(error: unknown, operation: string): CloudFailure {
  const code = error instanceof Error ? error.name : 'Error';
  const text = errorWords(error);
  const denied = DENIED.has(code);
  // The action named by AWS is the one that was denied: it may be a sign-in although the caller meant to list.
  const refused = (denied ? namedAction(text) : undefined) ?? failedOperation(error) ?? operation;
  const policy = denied ? POLICY.exec(text)?.[0] : undefined;
  return {
    denied,
    problem: {
      operation: refused,
      code,
      message: sanitize(text, 300),
      ...causeOf(error, { code, denied, refused, policy }),
      ...(denied ? { missingPermission: refused } : {}),
    },
  };
}

function causeOf(
  error: unknown,
  said: { code: string; denied: boolean; refused: string; policy: string | undefined },
): { kind: ProblemKind; remedy?: string } {
  const { code, denied, refused, policy } = said;
  if (code === 'OptInRequired')
    return {
      kind: 'disabled-api',
      remedy: 'Enable the region or service in the account, or accept it under expectedUnreadable.',
    };
  if (policy !== undefined)
    return { kind: 'policy', remedy: `Allow ${refused} in the ${policy}, or accept it as expected.` };
  if (denied) return { kind: 'denied' };
  if (noAnswerIn(error) !== undefined) return { kind: 'unreachable', remedy: NO_ANSWER_STEP };
  if (THROTTLED.has(code)) return { kind: 'throttled' };
  if (error instanceof IncompleteListing || error instanceof MissingMember || isUnreadable(error))
    return { kind: 'malformed' };
  const isUnreachable =
    code === 'TimeoutError' || (error instanceof Error && 'code' in error && isNoConnection(error.code));
  return { kind: isUnreachable ? 'unreachable' : 'failed' };
}

/** AWS names the action in `User: … is not authorized to perform: kms:DescribeKey on resource: …`. */
function namedAction(message: string): string | undefined {
  return /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
}
