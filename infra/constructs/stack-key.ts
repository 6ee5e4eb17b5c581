import { Aws, CfnCondition, CfnDeletionPolicy, CfnParameter, Fn, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { NAMES } from '../names.ts';

/**
 * The key of table, bucket and topics. It outlives the stack, since what it encrypts does. A key has no name by which
 * a later deployment could find it again, so that one is given its ARN in the parameter `ExistingKeyArn`, which
 * CloudFormation then remembers; table and bucket are found by name.
 */
export class StackKey extends Construct {
  readonly key: kms.IKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const existing = new CfnParameter(scope, 'ExistingKeyArn', {
      type: 'String',
      default: '',
      allowedPattern: '^(arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-zA-Z-]+)?$',
      description: 'The key of a table that an earlier stack left behind; empty for a new one.',
    });
    const isNew = new CfnCondition(this, 'IsNew', {
      expression: Fn.conditionEquals(existing.valueAsString, ''),
    });
    const made = new kms.CfnKey(this, 'Key', {
      description: 'SKC Watch: inventory, plans and alert topics',
      enableKeyRotation: true,
      keyPolicy: policy(),
      pendingWindowInDays: 30,
    });
    made.cfnOptions.condition = isNew;
    made.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    made.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    const alias = new kms.CfnAlias(this, 'Alias', { aliasName: NAMES.keyAlias, targetKeyId: made.attrKeyId });
    alias.cfnOptions.condition = isNew;
    const arn = Token.asString(Fn.conditionIf(isNew.logicalId, made.attrArn, existing.valueAsString));
    this.key = kms.Key.fromKeyArn(this, 'Either', arn);
  }
}

function policy(): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        sid: 'TheAccountDecidesByIam',
        principals: [new iam.AccountRootPrincipal()],
        actions: ['kms:*'],
        resources: ['*'],
      }),
      new iam.PolicyStatement({
        // Without this an alarm's message to an encrypted topic is lost, and nothing says so.
        sid: 'AlarmsReachTheTopic',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    ],
  });
}
