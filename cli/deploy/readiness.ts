import { awsFailure } from '../../shared/clouds/aws/problem.ts';
import { openAwsSessions, type AwsIdentity } from '../../shared/clouds/aws/session.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import { NO_ANSWER_STEP } from '../../shared/clouds/no-answer.ts';
import { BadConfig } from '../../shared/config/bad-config.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { missingSignIns } from '../../shared/config/missing-sign-ins.ts';
import type { Config } from '../../shared/config/schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { deployedRegion, findStack } from '../remote/stack.ts';
import { UsageError } from '../program/usage-error.ts';

/** Region and identity of a deployment. */
export interface Ready {
  config: Config;
  identity: AwsIdentity;
  region: string;
  /** The deployed stack; undefined if there is none. */
  deployed: DeployedBefore | undefined;
}

/** What a deployment has to know of the stack that it changes. */
export interface DeployedBefore {
  /** Whether termination protection is on: a deployment leaves it as it is. */
  isProtected: boolean;
}

/** States that a deployment cannot move a stack out of (CloudFormation user guide, stack status codes). */
const STUCK = new Set(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED']);

/**
 * Checks the configuration, the credentials and the account before anything is changed.
 * @throws {UsageError} with every mistake at once, and the next step for each.
 */
export async function checkReadiness(file: string | undefined, stackName: string): Promise<Ready> {
  const mistakes: string[] = [];
  const config = await configOr(file, mistakes);
  const region = deployedRegion(config ?? configSchema.parse({}), process.env);
  const identity = await identityOr(region, mistakes);
  const deployed =
    identity === undefined ? undefined : await checkAccount(identity, region, stackName, mistakes);
  if (config !== undefined && config.alerts.region !== region)
    mistakes.push(
      `alerts.region is ${config.alerts.region}, but the deployment goes to ${region}: the stack's key and topics must be in one region. ` +
        `Set AWS_REGION=${config.alerts.region}, or alerts.region to ${region}.`,
    );
  if (config !== undefined) mistakes.push(...missingSignIns(config));
  if (mistakes.length > 0 || config === undefined || identity === undefined)
    throw new UsageError(
      `not ready to deploy; nothing was changed\n${mistakes.map((each) => `  ${each}`).join('\n')}`,
      'Fix these and run the command again. docs/deploy.md explains every step.',
    );
  return { config, identity, region, deployed };
}

async function configOr(file: string | undefined, mistakes: string[]): Promise<Config | undefined> {
  try {
    return await loadConfig(file, configSchema);
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    mistakes.push(error.message.replaceAll('\n', '\n  '));
    return undefined;
  }
}

async function identityOr(region: string, mistakes: string[]): Promise<AwsIdentity | undefined> {
  const aws = openAwsSessions({ homeRegion: region, memberRole: { name: '' }, calls: new Calls() });
  try {
    return await aws.identity();
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (isUnreachable(error)) {
      mistakes.push(unreachable('AWS STS', why));
      return undefined;
    }
    mistakes.push(
      `Not signed in to AWS (${sanitize(why, 200)}). Sign in to the security account: set AWS_PROFILE, or run aws sso login.`,
    );
    return undefined;
  } finally {
    aws.close();
  }
}

async function checkAccount(
  { accountId }: AwsIdentity,
  region: string,
  stackName: string,
  mistakes: string[],
): Promise<DeployedBefore | undefined> {
  try {
    if ((await findStack('CDKToolkit', region)) === undefined)
      mistakes.push(
        `Account ${accountId} is not bootstrapped for the CDK in ${region}. Run once: npx cdk bootstrap aws://${accountId}/${region}`,
      );
    const stack = await findStack(stackName, region);
    const status = stack?.StackStatus;
    if (status !== undefined && STUCK.has(status))
      mistakes.push(
        `The stack ${stackName} is in state ${status}, which no deployment can change. ` +
          `Check its events, then delete it: aws cloudformation delete-stack --stack-name ${stackName} --region ${region}`,
      );
    return stack === undefined ? undefined : { isProtected: stack.EnableTerminationProtection === true };
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (isUnreachable(error)) {
      mistakes.push(unreachable(`CloudFormation in ${region}`, why));
      return undefined;
    }
    mistakes.push(
      `CloudFormation in ${accountId} ${region} refused the request (${sanitize(why, 200)}). Use a role that may deploy.`,
    );
    return undefined;
  }
}

function isUnreachable(error: unknown): boolean {
  return awsFailure(error, 'sts:GetCallerIdentity').problem.kind === 'unreachable';
}

function unreachable(service: string, why: string): string {
  return `${service} could not be reached (${sanitize(why, 200)}). ${NO_ANSWER_STEP}`;
}
