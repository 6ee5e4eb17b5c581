import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionDeclaration } from '../../functions/runtime/declaration.ts';
import { keyVariable } from '../../functions/runtime/key-variable.ts';
import type { AtOnce } from '../../shared/config/concurrency.ts';
import type { Cloud } from '../../shared/model/account.ts';
import type { Bundles } from '../bundle.ts';
import { arn, deployedName, NAMES } from '../names.ts';
import { functionRole } from './function-role.ts';

export interface WatchFunctionProps {
  declaration: FunctionDeclaration;
  key: IKey;
  /** The keys that functions declare, by name. */
  namedKeys: ReadonlyMap<string, IKey>;
  table: Table;
  bucket: Bucket;
  organisationTopic: Topic;
  topicPrefix: string;
  memberRole: string;
  organisationRoleArn: string | undefined;
  /** The configured clouds. */
  clouds: readonly Cloud[];
  /** Whether the configuration needs tags. */
  readsTags: boolean;
  deadLetters: Queue;
  atOnce: AtOnce;
  endpoints: Record<string, string>;
  bundles: Bundles;
}

/** One deployed function: its code, role, log and, for `web`, URL. */
export class WatchFunction extends Construct {
  readonly declaration: FunctionDeclaration;
  readonly function: lambda.Function;
  readonly role: iam.IRole;
  /** Only for a `web` function. */
  readonly url: lambda.FunctionUrl | undefined;

  constructor(scope: Construct, id: string, props: WatchFunctionProps) {
    super(scope, id);
    const { declaration, table, bucket, key } = props;
    const functionName = deployedName(declaration.name);
    this.declaration = declaration;
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = functionRole(this, 'Role', { ...props, logGroup });
    this.function = new lambda.Function(this, 'Function', {
      functionName,
      description: `SKC Watch: ${declaration.does}`,
      handler: 'index.handler',
      code: codeOf(props.bundles.get(declaration.name)),
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: declaration.memoryMb,
      timeout: Duration.seconds(declaration.seconds),
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      onFailure: new SqsDestination(props.deadLetters),
      environment: {
        TABLE_NAME: table.tableName,
        BUCKET_NAME: bucket.bucketName,
        ORGANISATION_TOPIC_ARN: props.organisationTopic.topicArn,
        KEY_ARN: key.keyArn,
        NODE_OPTIONS: '--enable-source-maps',
        ...props.endpoints,
        ...ownVariables(props),
      },
    });
    // The function itself authorises requests: people use a signed link and have no AWS identity.
    this.url =
      declaration.kind === 'web'
        ? this.function.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE })
        : undefined;
  }
}

/** Variables that only functions with the matching grants need. */
function ownVariables({ declaration, namedKeys, atOnce }: WatchFunctionProps): Record<string, string> {
  const { workflow, schedule, limits, keys = {} } = declaration.grants;
  const ofKeys = Object.keys(keys).map((name): [string, string] => [
    keyVariable(name),
    namedKeys.get(name)?.keyArn ?? '',
  ]);
  return {
    ...(workflow === undefined
      ? {}
      : { STATE_MACHINE_ARN: arn(`states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${NAMES.workflow}`) }),
    ...(schedule === undefined ? {} : { SCHEDULE_NAME: NAMES.schedule }),
    ...(limits === undefined
      ? {}
      : { BATCHES_AT_ONCE: String(atOnce.batches), ACCOUNTS_AT_ONCE: String(atOnce.accounts) }),
    ...Object.fromEntries(ofKeys),
  };
}

/** Placeholder code is used if nothing was bundled, for example to list stacks or view the template. */
function codeOf(directory: string | undefined): lambda.Code {
  return directory === undefined ? lambda.Code.fromInline('export {};') : lambda.Code.fromAsset(directory);
}
