import { Aws, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges cdk-nag's findings about wildcard resources in a role, with a reason for each.
 * @param reasons By resource, as written in the statement.
 */
export function acknowledgeWildcards(role: IConstruct, reasons: Record<string, string>): void {
  for (const [resource, reason] of Object.entries(reasons))
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${shown(resource)}]`, reason });
}

/** cdk-nag writes CloudFormation's pseudo parameters as `<AWS::Region>`. */
function shown(resource: string): string {
  return resource
    .replaceAll(Aws.PARTITION, '<AWS::Partition>')
    .replaceAll(Aws.REGION, '<AWS::Region>')
    .replaceAll(Aws.ACCOUNT_ID, '<AWS::AccountId>');
}
