import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keep, KEPT } from '../retained.ts';
import { NAMES } from '../names.ts';

/** The key of table, bucket and topics. It is retained when the stack is deleted, like the data it encrypts. */
export class StackKey extends Construct {
  readonly key: kms.Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new kms.Key(this, 'Key', {
      description: 'SKC Watch: inventory, plans and alert topics',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
      alias: NAMES.keyAlias,
    });
    keep(this.key, KEPT.key);
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        // Without this, alarm messages to an encrypted topic are lost without any error.
        sid: 'AlarmsReachTheTopic',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }
}
