import { sanitize } from '../../model/sanitize.ts';
import type { CloudFailure } from '../../model/failure.ts';

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
  // A region that is not enabled, or that the organisation closed, answers so.
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'OptInRequired',
]);

/**
 * What an error of the AWS SDK means for a scan.
 * @param operation The IAM action that was being called, `kms:DescribeKey`.
 */
export function awsFailure(error: unknown, operation: string): CloudFailure {
  const code = error instanceof Error ? error.name : 'Error';
  const text = error instanceof Error ? error.message : String(error);
  const denied = DENIED.has(code);
  // What AWS names is what was really refused: a sign-in, say, while the caller meant to list.
  const refused = (denied ? namedAction(text) : undefined) ?? operation;
  return {
    denied,
    problem: {
      operation: refused,
      code,
      message: sanitize(text, 300),
      ...(denied ? { missingPermission: refused } : {}),
    },
  };
}

/** AWS names the action in `User: … is not authorized to perform: kms:DescribeKey on resource: …`. */
function namedAction(message: string): string | undefined {
  return /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
}
