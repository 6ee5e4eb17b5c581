import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { TopicHome } from '../../shared/contacts/topics.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { UsageError } from '../program/usage-error.ts';

/** Name of the stack that `npm run deploy` creates. */
export const STACK = 'SkcWatch';

const outputsSchema = z.object({
  TableName: z.string(),
  BucketName: z.string(),
  OrganisationTopicArn: z.string().startsWith('arn:'),
  StateMachineArn: z.string().startsWith('arn:'),
  /** Reads the member accounts; absent if AWS is not read. */
  CollectRoleArn: z.string().startsWith('arn:').optional(),
  /** The role that Entra and Google trust; absent if only AWS is read. */
  FederationRoleArn: z.string().startsWith('arn:').optional(),
  /** Absent in stacks deployed before `skc doctor` existed. */
  DoctorFunctionName: z.string().optional(),
  ReportUrl: z.string(),
  KeyArn: z.string().startsWith('arn:'),
  ScheduleName: z.string(),
});
export type StackOutputs = z.output<typeof outputsSchema>;

/** A deployed stack: its region and the outputs that people and commands need. */
export interface DeployedStack {
  name: string;
  region: string;
  status: string;
  /** Whether termination protection is on. */
  isProtected: boolean;
  outputs: StackOutputs;
}

/** The region of the deployment: the environment's, else that of the topics. */
export function deployedRegion(config: Pick<Config, 'alerts'>, environment: NodeJS.ProcessEnv): string {
  return environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? config.alerts.region;
}

/**
 * Reads a stack's outputs with the caller's credentials.
 * @throws {UsageError} when there is no such stack, or it is not a stack of SKC Watch.
 */
export async function readStack(name: string, region: string): Promise<DeployedStack> {
  const stack = await findStack(name, region);
  if (stack === undefined)
    throw new UsageError(
      `no stack ${sanitize(name, 60)} in ${region} with these credentials`,
      'npm run deploy creates it. AWS_REGION and AWS_PROFILE select region and account.',
    );
  const named = Object.fromEntries(
    (stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]),
  );
  const outputs = outputsSchema.safeParse(named);
  if (!outputs.success)
    throw new UsageError(
      `the stack ${sanitize(name, 60)} in ${region} (${stack.StackStatus ?? 'unknown'}) lacks outputs: ` +
        outputs.error.issues.map((issue) => issue.path.join('.')).join(', '),
      'Check that its deployment finished, and deploy this version again: npm run deploy',
    );
  return {
    name,
    region,
    status: stack.StackStatus ?? 'unknown',
    isProtected: stack.EnableTerminationProtection === true,
    outputs: outputs.data,
  };
}

/** The stack as CloudFormation describes it; undefined if there is none of that name. */
export async function findStack(name: string, region: string): Promise<Stack | undefined> {
  const client = new CloudFormationClient(clientConfig(region));
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.find((stack) => stack.StackStatus !== 'DELETE_COMPLETE');
  } catch (error) {
    // CloudFormation has no specific error for a missing stack (API reference, DescribeStacks).
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** Where the stack's topics are. */
export function topicHomeOf({ outputs }: Pick<DeployedStack, 'outputs'>): TopicHome {
  const [, partition = 'aws', , region = '', accountId = ''] = outputs.OrganisationTopicArn.split(':');
  return { partition, region, accountId };
}
