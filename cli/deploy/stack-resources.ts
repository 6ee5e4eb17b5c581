import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { clientConfig } from '../../shared/clouds/aws/client.ts';

/** A resource of a deployed stack. */
export interface StackResource {
  logicalId: string;
  type: string;
  /** Its name, id or ARN, as its type has it. */
  id: string;
}

export async function stackResources(stackName: string, region: string): Promise<StackResource[]> {
  const client = new CloudFormationClient(clientConfig(region));
  const resources: StackResource[] = [];
  try {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources(
      { client },
      { StackName: stackName },
    ))
      for (const { LogicalResourceId = '', PhysicalResourceId, ResourceType = '' } of StackResourceSummaries)
        if (PhysicalResourceId !== undefined)
          resources.push({ logicalId: LogicalResourceId, type: ResourceType, id: PhysicalResourceId });
    return resources;
  } finally {
    client.destroy();
  }
}

/** ARNs of the stack's topics. */
export function topicsOf(resources: readonly StackResource[]): string[] {
  return resources.filter(({ type }) => type === 'AWS::SNS::Topic').map(({ id }) => id);
}
