import { Duration, RemovalPolicy } from 'aws-cdk-lib';
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
import type { Step } from '../../functions/registry.ts';
import type { Cloud } from '../../shared/model/account.ts';
import type { Bundles } from '../bundle.ts';
import { stepName } from '../names.ts';
import { stepRole } from './step-role.ts';

export interface StepFunctionProps {
  step: Step;
  memoryMb: number;
  /** Time limit. */
  seconds: number;
  key: IKey;
  table: Table;
  bucket: Bucket;
  organisationTopic: Topic;
  topicPrefix: string;
  memberRole: string;
  organisationRoleArn: string | undefined;
  /** The clouds that the configuration names. */
  clouds: readonly Cloud[];
  deadLetters: Queue;
  endpoints: Record<string, string>;
  /** Variables of this step alone. */
  environment?: Record<string, string>;
  bundles: Bundles;
}

/** One step of the workflow: its function, its role, its log. */
export class StepFunction extends Construct {
  readonly step: Step;
  readonly function: lambda.Function;
  readonly role: iam.IRole;
  readonly memoryMb: number;

  constructor(scope: Construct, id: string, props: StepFunctionProps) {
    super(scope, id);
    const { step, table, bucket, key } = props;
    this.step = step;
    this.memoryMb = props.memoryMb;
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${stepName(step)}`,
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = stepRole(this, 'Role', { ...props, logGroup });
    this.function = new lambda.Function(this, 'Function', {
      functionName: stepName(step),
      description: `SKC Watch: ${step}`,
      handler: 'index.handler',
      code: codeOf(props.bundles.get(step)),
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.seconds),
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
        ...props.environment,
      },
    });
  }
}

/** Where nothing was bundled (to list stacks, to look at the template alone), a stand-in serves. */
function codeOf(directory: string | undefined): lambda.Code {
  return directory === undefined ? lambda.Code.fromInline('export {};') : lambda.Code.fromAsset(directory);
}
