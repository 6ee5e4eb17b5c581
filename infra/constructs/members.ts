import { Aws, CfnStackSet } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';
import { memberTemplate } from '../member-template.ts';

/**
 * Deploys the member role to every account in the configured organisational units, including accounts that join
 * later. StackSets skip the management account, where the same template is deployed manually.
 */
export class Members extends Construct {
  /** Undefined if no organisational units are configured. */
  readonly stackSet: CfnStackSet | undefined;

  constructor(scope: Construct, id: string, { config, readers }: { config: Config; readers: IRole[] }) {
    super(scope, id);
    const units = config.organisation?.stackSet?.organisationalUnitIds;
    if (units === undefined) return;
    this.stackSet = new CfnStackSet(this, 'Role', {
      stackSetName: 'skc-watch-member',
      description: 'SKC Watch: the role with which the collector reads each account',
      permissionModel: 'SERVICE_MANAGED',
      callAs: 'DELEGATED_ADMIN',
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      managedExecution: { Active: true },
      capabilities: ['CAPABILITY_NAMED_IAM'],
      operationPreferences: {
        failureTolerancePercentage: 100,
        maxConcurrentPercentage: 100,
        regionConcurrencyType: 'PARALLEL',
      },
      parameters: [{ parameterKey: 'CollectorAccountId', parameterValue: Aws.ACCOUNT_ID }],
      // Roles are global, so one region per account is enough.
      stackInstancesGroup: [{ deploymentTargets: { organizationalUnitIds: units }, regions: [Aws.REGION] }],
      templateBody: memberTemplate(config),
    });
    for (const role of readers) this.stackSet.node.addDependency(role);
  }
}
