import { Aws } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { STEPS, type Step } from '../../functions/registry.ts';
import { KEY_USE, type StepPermissions } from '../../functions/runtime/step-permissions.ts';
import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';
import type { Cloud } from '../../shared/model/account.ts';
import { awsKeyUseActions, awsReadActions, awsValueActions } from '../../shared/readers/aws/permissions.ts';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { arn, bucketName, NAMES, stepName } from '../names.ts';

export interface StepRoleProps {
  step: Step;
  key: IKey;
  table: Table;
  topicPrefix: string;
  memberRole: string;
  organisationRoleArn: string | undefined;
  /** The clouds that the configuration names: a function is granted nothing for another. */
  clouds: readonly Cloud[];
  logGroup: ILogGroup;
  deadLetters: IQueue;
}

/** A step's role: exactly what the step declares, and an explicit deny of every value. */
export function stepRole(scope: Construct, id: string, props: StepRoleProps): iam.IRole {
  const { step, key } = props;
  const grants = [...stepGrants(STEPS[step], props), ...ownGrants(props)];
  const role = new iam.Role(scope, id, {
    roleName: stepName(step),
    description: `SKC Watch: the step "${step}"`,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Granted: new iam.PolicyDocument({
        statements: grants.map(({ why: _why, ...statement }) => new iam.PolicyStatement(statement)),
      }),
      NoValues: new iam.PolicyDocument({ statements: valueDenials(key) }),
    },
  });
  acknowledgeWildcards(role, wildcardReasons(grants));
  // What the CDK would add by itself is in the list above already, or not wanted.
  return role.withoutPolicyUpdates();
}

interface Grant {
  sid: string;
  actions: string[];
  resources: string[];
  conditions?: iam.Conditions;
  /** Why a resource is a wildcard, where one is. */
  why?: string;
}

function stepGrants(step: StepPermissions, props: StepRoleProps): Grant[] {
  const { table, key } = props;
  const grants: Grant[] = [];
  const allow = (sid: string, actions: readonly string[] | undefined, resources: string[], why?: string) => {
    if (actions !== undefined && actions.length > 0)
      grants.push({ sid, actions: [...actions], resources, ...(why === undefined ? {} : { why }) });
  };
  const through = (service: keyof typeof KEY_USE) =>
    grants.push({
      sid: `KeyThrough${service[0]?.toUpperCase()}${service.slice(1)}`,
      actions: [...KEY_USE[service]],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } },
    });
  allow('Table', step.table, [table.tableArn]);
  if (step.table !== undefined) through('dynamodb');
  const bucket = arn(`s3:::${bucketName(props.table)}`);
  const ofBucket = (action: string) => action === 's3:ListBucket';
  const objects = step.bucket?.filter((action) => !ofBucket(action));
  allow('Documents', objects, [`${bucket}/*`], 'Each run names its documents.');
  allow('DocumentList', step.bucket?.filter(ofBucket), [bucket]);
  if (step.bucket !== undefined) through('s3');
  const topics = arn(`sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:${props.topicPrefix}-*`);
  allow('Topics', step.topics, [topics], 'Topics of accounts are made at run time under one prefix.');
  if (step.topics !== undefined) through('sns');
  const states = `states:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  const executions = arn(`${states}:execution:${NAMES.workflow}:*`);
  allow('Executions', step.executions, [executions], 'Executions of the own workflow are named at run time.');
  allow('Workflow', step.workflow, [arn(`${states}:stateMachine:${NAMES.workflow}`)]);
  allow('Schedule', step.schedule, [
    arn(`scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule/default/${NAMES.schedule}`),
  ]);
  if (step.federates !== undefined && props.clouds.some((cloud) => cloud !== 'aws'))
    allow('OtherClouds', ['sts:AssumeRole'], [arn(`iam::${Aws.ACCOUNT_ID}:role/${FEDERATION_ROLE}`)]);
  if (step.assumesMembers === true && props.clouds.includes('aws')) {
    const roles = [arn(`iam::*:role/${props.memberRole}`)];
    if (props.organisationRoleArn !== undefined) roles.push(props.organisationRoleArn);
    allow(
      'MemberAccounts',
      ['sts:AssumeRole'],
      roles,
      'Member accounts are found at run time; the role is named.',
    );
  }
  if (step.readsOwnAccount === true && props.clouds.includes('aws'))
    allow(
      'OwnAccount',
      awsReadActions(),
      ['*'],
      'The listings of ACM, IAM, KMS and Secrets Manager know no resources.',
    );
  if (props.clouds.includes('aws'))
    allow('Everywhere', step.everywhere, ['*'], 'Organizations and Account know no narrower resource here.');
  return grants;
}

/** What every function needs for itself: its log, its traces, where its failed asynchronous calls go. */
function ownGrants({ logGroup, deadLetters }: StepRoleProps): Grant[] {
  return [
    {
      sid: 'OwnLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    },
    {
      sid: 'Traces',
      actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      resources: ['*'],
      why: 'X-Ray knows no resources.',
    },
    { sid: 'DeadLetters', actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] },
  ];
}

function wildcardReasons(grants: readonly Grant[]): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const { resources, why } of grants)
    for (const resource of resources)
      if (why !== undefined && resource.includes('*'))
        reasons[resource] = reasons[resource] === undefined ? why : `${reasons[resource]} ${why}`;
  return reasons;
}

/** Denies what hands out or uses secret material, whatever else the role may ever be given. */
export function valueDenials(key: IKey): iam.PolicyStatement[] {
  const deny = (
    sid: string,
    actions: string[],
    rest: Omit<iam.PolicyStatementProps, 'actions' | 'effect' | 'sid'>,
  ) => new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, actions, ...rest });
  const services = Object.keys(KEY_USE).map((service) => `${service}.${Aws.REGION}.amazonaws.com`);
  return [
    deny('NoValueIsRead', awsValueActions(), { resources: ['*'] }),
    deny('NoOtherKeyIsUsed', awsKeyUseActions(), {
      notResources: [key.keyArn],
      // Lambda itself decrypts a function's environment, in the role's name, with a key of its own.
      conditions: {
        StringNotEquals: { 'kms:ViaService': `lambda.${Aws.REGION}.amazonaws.com` },
        Null: { 'kms:EncryptionContext:aws:lambda:FunctionArn': 'true' },
      },
    }),
    deny('TheOwnKeyOnlyThroughItsServices', awsKeyUseActions(), {
      resources: [key.keyArn],
      conditions: { StringNotEquals: { 'kms:ViaService': services } },
    }),
  ];
}
