import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { clientConfig } from '../../shared/clouds/aws/client.ts';

/** The template of a deployed stack, as it was uploaded. */
export async function deployedTemplate(stackName: string, region: string): Promise<unknown> {
  const client = new CloudFormationClient(clientConfig(region));
  try {
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: stackName }));
    return JSON.parse(TemplateBody ?? '{}');
  } finally {
    client.destroy();
  }
}

/** The template that the CDK app has just written. @param assembly the folder of the synthesised templates. */
export async function synthesisedTemplate(stackName: string, assembly: string): Promise<unknown> {
  return JSON.parse(await readFile(join(assembly, `${stackName}.template.json`), 'utf8'));
}
