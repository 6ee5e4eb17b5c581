import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Step } from '../../functions/permission-registry.ts';
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
  deadLetters: Queue;
  endpoints: Record<string, string>;
  /** Variables of this step alone. */
  environment?: Record<string, string>;
  /** The configuration as a file, bundled beside the code. */
  configFile: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One step of the workflow: its function, its role, its log. */
export class StepFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: iam.IRole;
  readonly memoryMb: number;

  constructor(scope: Construct, id: string, props: StepFunctionProps) {
    super(scope, id);
    const { step, table, bucket, key } = props;
    this.memoryMb = props.memoryMb;
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${stepName(step)}`,
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = stepRole(this, 'Role', { ...props, logGroup });
    this.function = new NodejsFunction(this, 'Function', {
      functionName: stepName(step),
      description: `SKC Watch: ${step}`,
      entry: `${ROOT}functions/${step}/lambda.ts`,
      handler: 'handler',
      projectRoot: ROOT,
      depsLockFilePath: `${ROOT}package-lock.json`,
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
      bundling: bundling(props.configFile),
    });
  }
}

/** ESM, everything inside (the SDK too: what was tested is what runs), sources of the maps left out. */
function bundling(
  configFile: string,
): NonNullable<ConstructorParameters<typeof NodejsFunction>[2]>['bundling'] {
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    minify: true,
    sourceMap: true,
    sourceMapMode: SourceMapMode.EXTERNAL,
    sourcesContent: false,
    mainFields: ['module', 'main'],
    externalModules: [],
    // Some dependencies are CommonJS and call require() for Node's own modules.
    banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_input, output) => [`cp "${configFile}" "${output}/config.json"`],
    },
  };
}
