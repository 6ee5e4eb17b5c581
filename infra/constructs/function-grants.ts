import { Aws } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { KEY_USE, type FunctionDeclaration } from '../../functions/runtime/declaration.ts';
import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';
import type { Cloud } from '../../shared/model/account.ts';
import { watchdogTopicName } from '../../shared/contacts/topics.ts';
import { awsReadActions } from '../../shared/readers/aws/permissions.ts';
import { arn, bucketName, constructId, NAMES } from '../names.ts';

export interface FunctionGrantsProps {
  declaration: FunctionDeclaration;
  key: IKey;
  namedKeys: ReadonlyMap<string, IKey>;
  table: Table;
  topicPrefix: string;
  memberRole: string;
  organisationRoleArn: string | undefined;
  /** The configured clouds. A function gets no grants for others. */
  clouds: readonly Cloud[];
  /** Whether the configuration needs tags. */
  readsTags: boolean;
  deadLetters: IQueue;
}

export interface Grant {
  sid: string;
  actions: readonly string[];
  resources: readonly string[];
  /** Uses a key; the same actions are denied on every other key. */
  usesKey?: true;
  /** For a key: only through the service that holds the data. */
  through?: keyof typeof KEY_USE;
  /** Why a resource has a wildcard. */
  why?: string;
}

/** Converts a function's declaration to its role's grants. */
export function functionGrants(props: FunctionGrantsProps): Grant[] {
  const { grants: declared } = props.declaration;
  return [
    ...tableGrants(props),
    ...bucketGrants(props),
    ...topicGrants(props),
    ...healthGrants(props),
    ...workflowGrants(declared),
    ...roleGrants(props),
    ...readGrants(props),
    ...keyGrants(props),
  ];
}

type Declared = FunctionDeclaration['grants'];

function tableGrants({ declaration: { grants }, table, key }: FunctionGrantsProps): Grant[] {
  if (grants.table === undefined) return [];
  return [{ sid: 'Table', actions: grants.table, resources: [table.tableArn] }, keyThrough('dynamodb', key)];
}

function bucketGrants({ declaration: { grants }, table, key }: FunctionGrantsProps): Grant[] {
  if (grants.bucket === undefined) return [];
  const bucket = arn(`s3:::${bucketName(table)}`);
  const ofBucket = (action: string) => action === 's3:ListBucket';
  return [
    ...some({
      sid: 'Documents',
      actions: grants.bucket.filter((action) => !ofBucket(action)),
      resources: [`${bucket}/*`],
      why: 'Each run creates documents with new names.',
    }),
    ...some({ sid: 'DocumentList', actions: grants.bucket.filter(ofBucket), resources: [bucket] }),
    keyThrough('s3', key),
  ];
}

function topicGrants({ declaration: { grants }, topicPrefix, key }: FunctionGrantsProps): Grant[] {
  if (grants.topics === undefined) return [];
  return [
    {
      sid: 'Topics',
      actions: grants.topics,
      resources: [arn(`sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:${topicPrefix}-*`)],
      why: 'Account topics are created at run time with one prefix.',
    },
    keyThrough('sns', key),
  ];
}

function healthGrants({
  declaration: {
    grants: { watchdog = [], limits = [] },
  },
  topicPrefix,
}: FunctionGrantsProps): Grant[] {
  return [
    ...some({
      sid: 'Watchdog',
      actions: watchdog,
      resources: [arn(`sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:${watchdogTopicName(topicPrefix)}`)],
    }),
    ...some({
      sid: 'Limits',
      actions: limits,
      resources: ['*'],
      why: 'The limits of an account are no resource.',
    }),
  ];
}

function workflowGrants({ executions = [], workflow = [], schedule = [] }: Declared): Grant[] {
  const states = `states:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  const ofSchedule = arn(`scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule/default/${NAMES.schedule}`);
  return [
    ...some({
      sid: 'Executions',
      actions: executions,
      resources: [arn(`${states}:execution:${NAMES.workflow}:*`)],
      why: 'Executions of this workflow are named at run time.',
    }),
    ...some({
      sid: 'Workflow',
      actions: workflow,
      resources: [arn(`${states}:stateMachine:${NAMES.workflow}`)],
    }),
    ...some({ sid: 'Schedule', actions: schedule, resources: [ofSchedule] }),
  ];
}

/** The roles that it may assume. */
function roleGrants({
  declaration: { grants },
  clouds,
  memberRole,
  organisationRoleArn,
}: FunctionGrantsProps): Grant[] {
  const federates = grants.federates !== undefined && clouds.some((cloud) => cloud !== 'aws');
  const assumes = grants.assumesMembers === true && clouds.includes('aws');
  return [
    ...some({
      sid: 'OtherClouds',
      actions: federates ? ['sts:AssumeRole'] : [],
      resources: [arn(`iam::${Aws.ACCOUNT_ID}:role/${FEDERATION_ROLE}`)],
    }),
    ...some({
      sid: 'MemberAccounts',
      actions: assumes ? ['sts:AssumeRole'] : [],
      resources: [
        arn(`iam::*:role/${memberRole}`),
        ...(organisationRoleArn === undefined ? [] : [organisationRoleArn]),
      ],
      why: 'Member accounts are found at run time; the role name is fixed.',
    }),
  ];
}

function readGrants({ declaration: { grants }, clouds, readsTags }: FunctionGrantsProps): Grant[] {
  if (!clouds.includes('aws')) return [];
  return [
    ...some({
      sid: 'OwnAccount',
      actions: grants.readsOwnAccount === true ? awsReadActions(readsTags) : [],
      resources: ['*'],
      why: 'List actions of ACM, IAM, KMS and Secrets Manager do not support resources.',
    }),
    ...some({
      sid: 'Everywhere',
      actions: grants.everywhere ?? [],
      resources: ['*'],
      why: 'These actions do not support narrower resources.',
    }),
  ];
}

function keyGrants({ declaration: { grants }, namedKeys }: FunctionGrantsProps): Grant[] {
  return Object.entries(grants.keys ?? {}).map(([name, actions]) => {
    const key = namedKeys.get(name);
    if (key === undefined) throw new Error(`The stack has no key ${name}.`);
    return { sid: `Key${constructId(name)}`, actions, resources: [key.keyArn], usesKey: true };
  });
}

function keyThrough(service: keyof typeof KEY_USE, key: IKey): Grant {
  return {
    sid: `KeyThrough${constructId(service)}`,
    actions: KEY_USE[service],
    resources: [key.keyArn],
    usesKey: true,
    through: service,
  };
}

/** A service's name in `kms:ViaService`. */
export function endpointOf(service: string): string {
  return `${service}.${Aws.REGION}.amazonaws.com`;
}

/** Leaves out grants without actions. */
function some(grant: Grant): Grant[] {
  return grant.actions.length === 0 ? [] : [grant];
}
