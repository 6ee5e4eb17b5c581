import {
  CloudFormationClient,
  DeleteStackCommand,
  GetTemplateCommand,
  paginateListStackResources,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { deployedRegion, readStack, STACK } from '../remote/stack.ts';
import { UsageError } from '../program/usage-error.ts';
import { ask } from './confirmation.ts';

/** The stack could not be deleted. */
export class NotDestroyed extends Error {
  override readonly name = 'NotDestroyed';
}

/**
 * Prints what is kept, asks for confirmation, and deletes the stack.
 * @param file absolute path of the configuration; undefined: all defaults.
 * @throws {UsageError} when there is no stack, or no terminal to confirm on.
 * @throws {NotDestroyed} when CloudFormation does not delete it.
 */
export async function destroy(
  file: string | undefined,
  yes: boolean,
  dependencies: Dependencies,
): Promise<void> {
  const { terminal } = dependencies;
  const config = await loadConfig(file, configSchema);
  const region = deployedRegion(config, process.env);
  const stack = await readStack(STACK, region);
  const kept = await keptResources(stack.name, region);
  const notice = [
    '',
    `Destroying ${stack.name} in ${region} stops all scheduled runs.`,
    'These resources are kept and still cost money:',
    ...kept.map(({ type, id }) => `  ${type.padEnd(24)} ${id}`),
    `  ${'AWS::SNS::Topic'.padEnd(24)} ${config.alerts.topicPrefix}-<account id>, created by runs, with their subscriptions`,
    'The organisation topic is deleted: its subscribers must confirm again after the next deployment.',
    'A later deployment reuses the table, the bucket, their key and the topics of accounts.',
    'To delete the table as well, first turn off its deletion protection:',
    `  aws dynamodb update-table --table-name ${stack.outputs.TableName} --no-deletion-protection-enabled --region ${region}`,
    '',
  ];
  await terminal.print(notice.join('\n'));
  if (!yes) {
    const answer = await ask(`Type ${stack.name} to destroy it: `);
    if (answer === undefined)
      throw new UsageError(
        'no terminal to confirm on; nothing was changed',
        'To skip the question: npm run destroy -- --yes',
      );
    if (answer !== stack.name) {
      terminal.say('nothing was changed');
      dependencies.finish(EXIT.wrongUse);
      return;
    }
  }
  terminal.say(`destroying ${stack.name} …`);
  await deleteStack(stack.name, region);
  await terminal.print(`\n${stack.name} was deleted. Kept:\n${kept.map(({ id }) => `  ${id}`).join('\n')}\n`);
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
      `CloudFormation did not delete the stack ${stackName} in ${region}. Its events show the cause ` +
        '(for example termination protection). Fix it, then run skc destroy again.',
      { cause },
    );
  } finally {
    client.destroy();
  }
}

/** Resources with the deletion policy Retain. */
async function keptResources(stackName: string, region: string): Promise<{ type: string; id: string }[]> {
  const client = new CloudFormationClient(clientConfig(region));
  try {
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: stackName }));
    const { Resources } = templateSchema.parse(JSON.parse(TemplateBody ?? '{}'));
    const kept: { type: string; id: string }[] = [];
    for await (const page of paginateListStackResources({ client }, { StackName: stackName }))
      for (const {
        LogicalResourceId = '',
        PhysicalResourceId,
        ResourceType = '',
      } of page.StackResourceSummaries ?? [])
        if (PhysicalResourceId !== undefined && Resources[LogicalResourceId]?.DeletionPolicy === 'Retain')
          kept.push({ type: ResourceType, id: PhysicalResourceId });
    return kept.toSorted((a, b) => a.type.localeCompare(b.type) || a.id.localeCompare(b.id));
  } finally {
    client.destroy();
  }
}

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ DeletionPolicy: z.string().optional() })),
});
