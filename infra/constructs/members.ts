import { Aws, CfnStackSet } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';
import { memberTemplate } from '../member-template.ts';

/**
 * The member role in every account below the configured units, those that join later too. StackSets skip the management
 * account: it is given the same template by hand.
 */
export class Members extends Construct {
  constructor(scope: Construct, id: string, { config, readers }: { config: Config; readers: IRole[] }) {
    super(scope, id);
    const units = config.organisation?.stackSet?.organisationalUnitIds;
    if (units === undefined) return;
    const stackSet = new CfnStackSet(this, 'Role', {
      stackSetName: 'skc-watch-member',
      description: 'SKC Watch: the role that the collector reads each account through',
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
      // A role is global: one region of each account is enough.
      stackInstancesGroup: [{ deploymentTargets: { organizationalUnitIds: units }, regions: [Aws.REGION] }],
      templateBody: memberTemplate(config),
    });
    for (const role of readers) stackSet.node.addDependency(role);
  }
}
