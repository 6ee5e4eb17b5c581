import { sanitize } from '../../shared/model/sanitize.ts';
import { UsageError } from '../program/usage-error.ts';
import { STACK } from '../remote/stack.ts';

/**
 * The stack that a changing command is about. There is one per account and region: table, bucket, functions and roles
 * have fixed names, by which other accounts trust them.
 * @throws {UsageError} when `--stack` names another.
 */
export function deployedStackName(named: string | undefined): string {
  if (named === undefined || named === STACK) return STACK;
  throw new UsageError(
    `there is no stack ${sanitize(named, 60)} to change: SKC Watch is deployed once per account and region, as ${STACK}`,
    `Leave out --stack, or name ${STACK}. AWS_PROFILE and AWS_REGION select account and region.`,
  );
}
