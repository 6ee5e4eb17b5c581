import {
  CloudFormationClient,
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { deployedRegion, readStack } from '../remote/stack.ts';
import { UsageError } from '../program/usage-error.ts';
import { ask, requireConfirmation } from './confirmation.ts';
import { runTimeTopics } from './run-time-topics.ts';
import { deployedStackName } from './stack-option.ts';
import { stackResources, topicsOf, type StackResource } from './stack-resources.ts';
import { deployedTemplate } from './template.ts';

/** The stack could not be deleted. */
export class NotDestroyed extends Error {
  override readonly name = 'NotDestroyed';
}

export interface DestroyRequest {
  /** Absolute path of the configuration; undefined: all defaults. */
  file: string | undefined;
  /** What `--stack` names. */
  stack: string | undefined;
  /** Not to ask. */
  yes: boolean;
}

/**
 * Prints what is kept, asks for confirmation, and deletes the stack.
 * @throws {UsageError} when there is no stack, it is protected, or no person can be asked.
 * @throws {NotDestroyed} when CloudFormation does not delete it.
 */
export async function destroy(
  { file, stack: named, yes }: DestroyRequest,
  dependencies: Dependencies,
): Promise<void> {
  const { terminal } = dependencies;
  const stackName = deployedStackName(named);
  requireConfirmation('destroy', yes);
  const config = await loadConfig(file, configSchema);
  const region = deployedRegion(config, process.env);
  const stack = await readStack(stackName, region);
  if (stack.isProtected)
    throw new UsageError(
      `the stack ${stack.name} in ${region} has termination protection; nothing was changed`,
      `To turn it off: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stack.name} --region ${region}`,
    );
  const resources = await stackResources(stack.name, region);
  const kept = keptResources(resources, await deployedTemplate(stack.name, region));
  const topics = await runTimeTopics({ prefix: config.alerts.topicPrefix, region }, topicsOf(resources));
  const left = [...kept.map(({ type, id }) => `${type.padEnd(24)} ${id}`), ...topicLines(topics)];
  const notice = [
    '',
    `Destroying ${stack.name} in ${region} stops all scheduled runs.`,
    'These resources are kept and still cost money:',
    ...left.map((line) => `  ${line}`),
    'The organisation topic is deleted: its subscribers must confirm again after the next deployment.',
    'A later deployment reuses the table, the bucket, their key, the logs and the topics of accounts.',
    'To delete the table as well, first turn off its deletion protection:',
    `  aws dynamodb update-table --table-name ${stack.outputs.TableName} --no-deletion-protection-enabled --region ${region}`,
    ...(topics.length === 0
      ? []
      : [
          'To delete a topic with its subscriptions, if the account is not to be watched again:',
          `  aws sns delete-topic --region ${region} --topic-arn ${topics[0]}`,
        ]),
    '',
  ];
  await terminal.print(notice.join('\n'));
  if (!yes && (await ask(`Type ${stack.name} to destroy it: `)) !== stack.name) {
    terminal.say('nothing was changed');
    dependencies.finish(EXIT.wrongUse);
    return;
  }
  terminal.say(`destroying ${stack.name} …`);
  await deleteStack(stack.name, region);
  await terminal.print(`\n${stack.name} was deleted. Kept:\n${left.map((line) => `  ${line}`).join('\n')}\n`);
}

const TOPICS_NAMED = 20;

/** Topics that runs created, with their subscriptions: no stack holds them. */
function topicLines(topics: readonly string[]): string[] {
  const shown = topics.slice(0, TOPICS_NAMED).map((arn) => `${'AWS::SNS::Topic'.padEnd(24)} ${arn}`);
  const more = topics.length - shown.length;
  return more === 0 ? shown : [...shown, `${'AWS::SNS::Topic'.padEnd(24)} and ${more} more`];
}

const MOST_SECONDS = 1800;

async function deleteStack(stackName: string, region: string): Promise<void> {
  const client = new CloudFormationClient(clientConfig(region));
  try {
    await client.send(new DeleteStackCommand({ StackName: stackName }));
    const wait = { client, maxWaitTime: MOST_SECONDS, minDelay: 1, maxDelay: 10 };
    await waitUntilStackDeleteComplete(wait, { StackName: stackName });
  } catch (cause) {
    throw new NotDestroyed(
      `CloudFormation did not delete the stack ${stackName} in ${region}. Its events show the cause. ` +
        'Fix it, then run skc destroy again.',
      { cause },
    );
  } finally {
    client.destroy();
  }
}

/** Resources with the deletion policy Retain. Pure. */
function keptResources(resources: readonly StackResource[], template: unknown): StackResource[] {
  const { Resources } = templateSchema.parse(template);
  return resources
    .filter(({ logicalId }) => Resources[logicalId]?.DeletionPolicy === 'Retain')
    .toSorted((a, b) => a.type.localeCompare(b.type) || a.id.localeCompare(b.id));
}

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ DeletionPolicy: z.string().optional() })),
});
