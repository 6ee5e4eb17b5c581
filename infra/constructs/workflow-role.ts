import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { arn, bucketName, NAMES } from '../names.ts';
import type { WatchFunction } from './watch-function.ts';

/**
 * The workflow's role, written explicitly: the CDK's default grants would also cover versions and children of other
 * workflows.
 */
export function workflowRole(
  scope: Construct,
  id: string,
  { functions, key }: { functions: readonly WatchFunction[]; key: IKey },
): iam.IRole {
  const states = arn(`states:${Aws.REGION}:${Aws.ACCOUNT_ID}`);
  const plans = arn(`s3:::${bucketName(scope)}/plans/*`);
  const children = `${states}:execution:${NAMES.workflow}/*`;
  const allow = (sid: string, actions: string[], resources: string[], conditions?: iam.Conditions) =>
    new iam.PolicyStatement({ sid, actions, resources, ...(conditions === undefined ? {} : { conditions }) });
  const role = new iam.Role(scope, id, {
    roleName: `${NAMES.workflow}-workflow`,
    description: 'SKC Watch: runs the steps',
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      Granted: new iam.PolicyDocument({
        statements: [
          allow(
            'Steps',
            ['lambda:InvokeFunction'],
            functions.map((step) => step.function.functionArn),
          ),
          allow('Plans', ['s3:GetObject'], [plans]),
          allow('KeyThroughS3', ['kms:Decrypt'], [key.keyArn], {
            StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.amazonaws.com` },
          }),
          // Needed by the Distributed Map (Step Functions guide, "IAM policies for Distributed Map").
          allow('StartChildren', ['states:StartExecution'], [`${states}:stateMachine:${NAMES.workflow}`]),
          allow(
            'FollowChildren',
            ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
            [children],
          ),
          allow('Log', LOG_DELIVERY, ['*']),
          allow('Traces', TRACES, ['*']),
        ],
      }),
    },
  });
  acknowledgeWildcards(role, {
    [plans]: 'Each run creates plans with new names.',
    [children]: 'Children of this workflow are named at run time.',
    '*': 'X-Ray and log delivery do not support resources.',
  });
  return role.withoutPolicyUpdates();
}

/** Needed to write logs (Step Functions guide, "Logging using CloudWatch Logs"). */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

const TRACES = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];
