import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackImportComplete,
} from '@aws-sdk/client-cloudformation';
import { adoption } from '../../infra/kept.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { cdk, ROOT } from './cdk.ts';

const CHANGE_SET = 'take-back';
const MOST_SECONDS = 600;

/**
 * Makes the stack anew out of what an earlier one left behind: its table, bucket and key, nothing else yet. The
 * deployment that follows adds the rest.
 * @param told the CDK's arguments that the deployment is given too.
 * @throws {CdkFailed} when the template cannot be made; CloudFormation's own error when it does not take them.
 */
export async function adopt(
  stack: string,
  left: { account: string; region: string; keyArn: string },
  told: readonly string[],
): Promise<void> {
  await cdk('synth', [stack, '--quiet', ...told], left.region);
  const template: unknown = JSON.parse(
    await readFile(join(ROOT, 'cdk.out', `${stack}.template.json`), 'utf8'),
  );
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
