import {
  CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { loadConfig } from '../../shared/config/load.ts';
import type { Dependencies } from '../dependencies.ts';
import { EXIT } from '../exit-codes.ts';
import { deployedRegion, readStack, STACK } from '../remote/stack.ts';
import { WrongUse } from '../wrong-use.ts';
import { ask } from './ask.ts';
import { cdk, context } from './cdk.ts';

/**
 * Says what is kept, asks, destroys.
 * @param file The configuration's absolute path; none: all defaults.
 * @throws {WrongUse} when there is nothing to destroy, or nobody to ask.
 */
export async function destroy(
  file: string | undefined,
  yes: boolean,
  dependencies: Dependencies,
): Promise<void> {
  const { terminal } = dependencies;
  const config = await loadConfig(file);
  const region = deployedRegion(config, process.env);
  const stack = await readStack(STACK, region);
  const kept = await keptResources(stack.name, region);
  const said = [
    '',
    `Destroying ${stack.name} in ${region} ends the schedule: nothing is watched any more.`,
    'Kept, and paid for:',
    ...kept.map(({ type, id }) => `  ${type.padEnd(24)} ${id}`),
    `  ${'AWS::SNS::Topic'.padEnd(24)} ${config.alerts.topicPrefix}-<account id>, each made by a run, with its subscriptions`,
    'Deploying again takes over table, bucket, key and topics. To be rid of them, first lift the table’s deletion protection:',
    `  aws dynamodb update-table --table-name ${stack.outputs.TableName} --no-deletion-protection-enabled --region ${region}`,
    '',
  ];
  await terminal.print(said.join('\n'));
  if (!yes) {
    const answer = await ask(`Type ${stack.name} to destroy it: `);
    if (answer === undefined)
      throw new WrongUse('nobody is there to confirm; nothing was changed', 'npm run destroy -- --yes');
    if (answer !== stack.name) {
      terminal.say('nothing was changed');
      dependencies.finish(EXIT.wrongUse);
      return;
    }
  }
  await cdk('destroy', [stack.name, ...context({ config: file }), '--force'], region);
  await terminal.print(`\n${stack.name} is gone; kept:\n${kept.map(({ id }) => `  ${id}`).join('\n')}\n`);
}

/** What the template says outlives the stack. */
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
