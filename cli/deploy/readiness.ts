import { openAwsSessions, type AwsIdentity } from '../../shared/clouds/aws/session.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import { BadConfig } from '../../shared/config/bad-config.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { missingSignIns } from '../../shared/config/missing-sign-ins.ts';
import { configSchema, type Config } from '../../shared/config/schema.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { deployedRegion, findStack } from '../remote/stack.ts';
import { UsageError } from '../program/usage-error.ts';

/** Where and as whom a deployment is made. */
export interface Ready {
  config: Config;
  identity: AwsIdentity;
  region: string;
  /** Whether the stack is there already. */
  exists: boolean;
}

/** States that a stack never leaves by a deployment (CloudFormation user guide, stack status codes). */
const STUCK = new Set(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED']);

/**
 * Checks the configuration, the credentials, and that the account can take a deployment, before anything is changed.
 * @throws {UsageError} with every mistake at once, and what mends each.
 */
export async function checkReadiness(file: string | undefined, stackName: string): Promise<Ready> {
  const mistakes: string[] = [];
  const config = await configOr(file, mistakes);
  const region = deployedRegion(config ?? configSchema.parse({}), process.env);
  const identity = await identityOr(region, mistakes);
  const exists = identity !== undefined && (await checkAccount(identity, region, stackName, mistakes));
  if (config !== undefined && config.alerts.region !== region)
    mistakes.push(
      `alerts.region is ${config.alerts.region} and the deployment goes to ${region}: the stack's key and topics live in one region. ` +
        `Set AWS_REGION=${config.alerts.region}, or alerts.region to ${region}.`,
    );
  if (config !== undefined) mistakes.push(...missingSignIns(config));
  if (mistakes.length > 0 || config === undefined || identity === undefined)
    throw new UsageError(
      `not ready to deploy; nothing was changed\n${mistakes.map((each) => `  ${each}`).join('\n')}`,
      'mend these and run it again; docs/deploy.md goes through it from nothing',
    );
  return { config, identity, region, exists };
}

async function configOr(file: string | undefined, mistakes: string[]): Promise<Config | undefined> {
  try {
    return await loadConfig(file);
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
    mistakes.push(
      `AWS does not know who you are (${sanitize(why, 200)}). Sign in to the security account: AWS_PROFILE, or aws sso login.`,
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
): Promise<boolean> {
  try {
    if ((await findStack('CDKToolkit', region)) === undefined)
      mistakes.push(
        `Account ${accountId} was never prepared for the CDK in ${region}. Once: npx cdk bootstrap aws://${accountId}/${region}`,
      );
    const status = (await findStack(stackName, region))?.StackStatus;
    if (status !== undefined && STUCK.has(status))
      mistakes.push(
        `The stack ${stackName} is ${status}, and no deployment gets it out of that. ` +
          `Look at its events, then: aws cloudformation delete-stack --stack-name ${stackName} --region ${region}`,
      );
    return status !== undefined;
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    mistakes.push(
      `CloudFormation cannot be asked in ${accountId} ${region} (${sanitize(why, 200)}). Deploying takes a role that may.`,
    );
    return false;
  }
}
