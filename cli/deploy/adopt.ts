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

const CHANGE_SET = 'take-back';
const MOST_SECONDS = 600;

/**
 * Makes the stack anew out of what an earlier one left behind: its table, bucket and key, nothing else yet. The
 * deployment that follows adds the rest.
 * @param assembly the folder of what is about to be deployed.
 * @throws CloudFormation's own error when it does not take them.
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
