import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { TopicHome } from '../../shared/contacts/topics.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { UsageError } from '../program/usage-error.ts';

/** The stack that `npm run deploy` makes, unless another is named. */
export const STACK = 'SkcWatch';

const outputsSchema = z.object({
  TableName: z.string(),
  BucketName: z.string(),
  OrganisationTopicArn: z.string().startsWith('arn:'),
  StateMachineArn: z.string().startsWith('arn:'),
  /** Reads the members; there is none where AWS is not read. */
  CollectRoleArn: z.string().startsWith('arn:').optional(),
  /** What Entra and Google trust; there is none where only AWS is read. */
  FederationRoleArn: z.string().startsWith('arn:').optional(),
  /** Stacks deployed before there was a doctor lack it. */
  DoctorFunctionName: z.string().optional(),
  ReportUrl: z.string(),
  KeyArn: z.string().startsWith('arn:'),
  ScheduleName: z.string(),
});
export type StackOutputs = z.output<typeof outputsSchema>;

/** What is deployed: where, and the names that people and commands need. */
export interface DeployedStack {
  name: string;
  region: string;
  status: string;
  outputs: StackOutputs;
}

/** The region that commands on what is deployed ask: the environment's, else that of the topics. */
export function deployedRegion(config: Pick<Config, 'alerts'>, environment: NodeJS.ProcessEnv): string {
  return environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? config.alerts.region;
}

/**
 * Reads a stack's outputs with the credentials of whoever asks.
 * @throws {UsageError} when there is no such stack, or it is none of ours, saying what to type instead.
 */
export async function readStack(name: string, region: string): Promise<DeployedStack> {
  const stack = await findStack(name, region);
  if (stack === undefined)
    throw new UsageError(
      `no stack ${sanitize(name, 60)} in ${region} with these credentials`,
      'npm run deploy creates it. AWS_REGION and AWS_PROFILE choose where to look.',
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
  return { name, region, status: stack.StackStatus ?? 'unknown', outputs: outputs.data };
}

/** The stack as CloudFormation knows it; undefined where there is none of that name. */
export async function findStack(name: string, region: string): Promise<Stack | undefined> {
  const client = new CloudFormationClient(clientConfig(region));
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.find((stack) => stack.StackStatus !== 'DELETE_COMPLETE');
  } catch (error) {
    // CloudFormation has no error of its own for it (API reference, DescribeStacks).
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
