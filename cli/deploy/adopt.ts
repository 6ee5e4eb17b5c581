import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackImportComplete,
} from '@aws-sdk/client-cloudformation';
import { adoption } from '../../infra/retained.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';

const CHANGE_SET = 'adopt-retained';
const MOST_SECONDS = 600;

/**
 * Creates the stack by importing what an earlier one retained: its table, bucket and key. The deployment that follows
 * adds the rest.
 * @param assembly the folder of the synthesised templates.
 * @throws CloudFormation's own error when the import fails.
 */
export async function adopt(
  stack: string,
  left: { account: string; region: string; keyArn: string },
  assembly: string,
): Promise<void> {
  const template: unknown = JSON.parse(await readFile(join(assembly, `${stack}.template.json`), 'utf8'));
  const { templateBody, resourcesToImport } = adoption(template, left);
  const client = new CloudFormationClient(clientConfig(left.region));
  const wait = { client, maxWaitTime: MOST_SECONDS, minDelay: 1, maxDelay: 5 };
  const named = { StackName: stack, ChangeSetName: CHANGE_SET };
  try {
    await client.send(
      new CreateChangeSetCommand({
        ...named,
        ChangeSetType: 'IMPORT',
        TemplateBody: templateBody,
        ResourcesToImport: resourcesToImport,
      }),
    );
    await waitUntilChangeSetCreateComplete(wait, named);
    await client.send(new ExecuteChangeSetCommand(named));
    await waitUntilStackImportComplete(wait, { StackName: stack });
  } finally {
    client.destroy();
  }
}
