import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { tableDefinition } from '../../../shared/inventory/table.ts';
import { METRICS_NAMESPACE } from '../../../functions/runtime/metric-names.ts';
import { ACCOUNT, checkedByNag, collectorTemplate, THREE_CLOUDS } from '../../bed/infra/synthesised.ts';

// The CDK takes its time.
vi.setConfig({ testTimeout: 60_000 });

let standard: Template;
beforeAll(() => {
  standard = collectorTemplate();
}, 60_000);

describe('the key', () => {
  it('allows CloudWatch, since alarms to the encrypted topic would otherwise be lost without an error', () => {
    standard.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  it('is retained when the stack is deleted', () => {
    standard.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe('the table', () => {
  it('equals the local table', () => {
    const definition = tableDefinition('skc-watch');
    standard.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'skc-watch',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: definition.KeySchema,
      GlobalSecondaryIndexes: Match.arrayWith(
        (definition.GlobalSecondaryIndexes ?? []).map((index) => Match.objectLike({ ...index })),
      ),
    });
    const [table] = Object.values(standard.findResources('AWS::DynamoDB::Table'));
    expect(table?.['Properties'].GlobalSecondaryIndexes).toHaveLength(
      definition.GlobalSecondaryIndexes?.length ?? 0,
    );
  });

  it('is kept, protected, restorable to any second and encrypted with the stack’s key', () => {
    standard.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: Match.objectLike({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: {
          SSEEnabled: true,
          SSEType: 'KMS',
          KMSMasterKeyId: { 'Fn::GetAtt': ['StackKey', 'Arn'] },
        },
      }),
    });
  });
});

describe('the bucket', () => {
  it('is private, versioned, retained, encrypted, and has lifecycle rules', () => {
    standard.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({
        BucketName: `skc-watch-${ACCOUNT}-eu-west-1`,
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: {
          Rules: Match.arrayWith([
            Match.objectLike({ Prefix: 'plans/', ExpirationInDays: 31 }),
            Match.objectLike({ Prefix: 'reports/', ExpirationInDays: 396 }),
          ]),
        },
      }),
    });
  });

  it('accepts only TLS', () => {
    standard.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });
});

describe('the organisation topic', () => {
  it('has the prefix of topics created at run time, and is encrypted with the stack’s key', () => {
    standard.hasResourceProperties('AWS::SNS::Topic', {
      TopicName: 'skc-watch-organisation',
      KmsMasterKeyId: { 'Fn::GetAtt': ['StackKey', 'Arn'] },
    });
  });

  it('allows alarms to publish', () => {
    standard.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
          }),
        ]),
      },
    });
  });
});

describe('the functions', () => {
  it('run on Node 24 on arm64, traced, with JSON logs that expire', () => {
    const functions = Object.values(standard.findResources('AWS::Lambda::Function'));
    expect(functions).toHaveLength(8);
    for (const { Properties } of functions)
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    for (const { Properties, ...group } of Object.values(standard.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties).toMatchObject({ RetentionInDays: 90 });
      // What a run did can be read after the stack is gone; the next deployment takes the logs over by their names.
      expect(group).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(Properties.LogGroupName).toMatch(/^\/aws\/(lambda|vendedlogs\/states)\/skc-watch/);
    }
  });

  it('send failed asynchronous calls to the dead-letter queue', () => {
    standard.resourceCountIs('AWS::Lambda::EventInvokeConfig', 8);
    standard.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('keep their environment far below the 4 KB that Lambda allows', () => {
    for (const { Properties } of Object.values(standard.findResources('AWS::Lambda::Function')))
      expect(JSON.stringify(Properties.Environment).length).toBeLessThan(2048);
  });
});

describe('other clouds', () => {
  const names = (template: Template) =>
    Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.FunctionName,
    );

  it('have a function each if they are configured, and none otherwise', () => {
    expect(names(standard)).toContain('skc-watch-collect-aws');
    expect(names(standard)).not.toContain('skc-watch-collect-azure');
    expect(names(collectorTemplate(THREE_CLOUDS))).toEqual(
      expect.arrayContaining(['skc-watch-collect-azure', 'skc-watch-collect-gcp']),
    );
  });

  it('trust one role, which the functions that read them assume, and which may request short-lived tokens for Entra', () => {
    const template = collectorTemplate(THREE_CLOUDS);
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'skc-watch-federation',
      AssumeRolePolicyDocument: {
        Statement: ['PlanRole', 'CollectAzureRole', 'CollectGcpRole', 'DoctorRole'].map((role) =>
          Match.objectLike({
            Action: 'sts:AssumeRole',
            Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${role}`), 'Arn'] } },
          }),
        ),
      },
      Policies: Match.arrayWith([
        Match.objectLike({
          PolicyName: 'Granted',
          PolicyDocument: {
            Statement: [
              {
                Sid: 'TokenForEntra',
                Effect: 'Allow',
                Action: 'sts:GetWebIdentityToken',
                Resource: '*',
                Condition: {
                  'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'api://AzureADTokenExchange' },
                  Null: { 'sts:IdentityTokenAudience': 'false' },
                  NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
                },
              },
            ],
            Version: '2012-10-17',
          },
        }),
      ]),
    });
  });

  it('may request tokens for the audience of a sovereign cloud only, if that is configured', () => {
    const azure = {
      tenantId: '3b1f7a90-5c2e-4d8f-9a61-0c4e8d2b7f15',
      clientId: '3b1f7a90-5c2e-4d8f-9a61-0c4e8d2b7f16',
      authorityHost: 'https://login.microsoftonline.us',
    } as const;
    const template = collectorTemplate({ ...THREE_CLOUDS, azure });
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'skc-watch-federation',
      Policies: Match.arrayWith([
        Match.objectLike({
          PolicyName: 'Granted',
          PolicyDocument: Match.objectLike({
            Statement: [
              Match.objectLike({
                Condition: Match.objectLike({
                  'ForAllValues:StringEquals': {
                    'sts:IdentityTokenAudience': 'api://AzureADTokenExchangeUSGov',
                  },
                }),
              }),
            ],
          }),
        }),
      ]),
    });
  });

  it('have no identity tokens if Azure is not read, and no AWS functions if only another cloud is', () => {
    const { gcp } = THREE_CLOUDS;
    const template = collectorTemplate({ gcp });
    expect(names(template)).not.toContain('skc-watch-collect-aws');
    expect(JSON.stringify(template.toJSON())).not.toContain('GetWebIdentityToken');
    expect(JSON.stringify(template.toJSON())).not.toContain('organizations:ListAccounts');
    expect(Object.keys(template.findOutputs('*'))).toContain('FederationRoleArn');
    expect(Object.keys(template.findOutputs('*'))).not.toContain('CollectRoleArn');
  });
});

describe('the schedule', () => {
  it('is the configured one, with time zone, window and dead-letter queue', () => {
    const template = collectorTemplate({
      schedule: { expression: 'cron(0 6 * * ? *)', timeZone: 'Europe/Berlin', flexibleMinutes: 30 },
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'skc-watch',
      ScheduleExpression: 'cron(0 6 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 },
      Target: { DeadLetterConfig: { Arn: Match.anyValue() } },
    });
  });

  it('starts nothing before the member roles and the workflow exist, and neither does the deployment', () => {
    const template = collectorTemplate({
      organisation: { stackSet: { organisationalUnitIds: ['r-ab12'] } },
    });
    const [stackSet = ''] = Object.keys(template.findResources('AWS::CloudFormation::StackSet'));
    const [machine = ''] = Object.keys(template.findResources('AWS::StepFunctions::StateMachine'));
    // A rate schedule fires as soon as it is made.
    for (const type of ['Custom::SkcWatchFirstRun', 'AWS::Scheduler::Schedule']) {
      const [starter] = Object.values(template.findResources(type));
      expect(starter?.['DependsOn']).toEqual(expect.arrayContaining([stackSet, machine]));
    }
  });

  it('is preceded by a first run that the deployment starts', () => {
    standard.resourceCountIs('Custom::SkcWatchFirstRun', 1);
  });
});

describe('the alarms', () => {
  const WATCHDOG = { alerts: { watchdog: { email: 'night@example.com' } } };

  it('all reach the watchdog as well, where one is configured', () => {
    const template = collectorTemplate(WATCHDOG);
    const topics = Object.keys(template.findResources('AWS::SNS::Topic')).map((Ref) => ({ Ref }));
    expect(topics).toHaveLength(2);
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(7);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual(topics);
      expect(Properties.OKActions).toEqual(topics);
    }
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'night@example.com',
      TopicArn: topics[1],
    });
  });

  it('reach it without the key, the topic and the grants that the rest depends on', () => {
    const template = collectorTemplate(WATCHDOG);
    const [watchdog] = Object.entries(
      template.findResources('AWS::SNS::Topic', { Properties: { TopicName: 'skc-watch__watchdog' } }),
    );
    expect(watchdog?.[1]['Properties']).not.toHaveProperty('KmsMasterKeyId');
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: watchdog?.[0] }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    });
    // Functions publish to topics named `skc-watch-*`.
    const granted = JSON.stringify(template.findResources('AWS::IAM::Role'));
    expect(granted.match(/skc-watch__watchdog/g)).toHaveLength(1);
  });

  it('all notify the organisation topic', () => {
    const alarms = Object.values(standard.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(7);
    const [topic] = Object.keys(standard.findResources('AWS::SNS::Topic'));
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toEqual([{ Ref: topic }]);
  });

  // Four days make six: CloudWatch looks back at most seven.
  it.each([
    ['rate(1 day)', 36],
    ['rate(4 days)', 144],
  ])('are raised after 1.5 times %s without success; missing data is not a success', (expression, hours) => {
    const template = collectorTemplate({ schedule: { expression } });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: METRICS_NAMESPACE,
      MetricName: 'RunSucceeded',
      TreatMissingData: 'breaching',
      Period: 3600,
      EvaluationPeriods: hours,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
    });
  });

  it('are raised without a confirmed subscription, for unread targets, and for dead letters', () => {
    for (const MetricName of [
      'OrganisationSubscriptions',
      'TargetsUnread',
      'ApproximateNumberOfMessagesVisible',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
      'ExecutionsAborted',
    ])
      standard.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName });
  });
});

describe('the chat channels', () => {
  it('are connected to the organisation topic and to the named accounts', () => {
    const template = collectorTemplate({
      alerts: { slack: [{ workspaceId: 'T0123ABCD', channelId: 'C0123ABCD', accounts: ['210987654321'] }] },
    });
    template.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'skc-watch-210987654321' });
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackWorkspaceId: 'T0123ABCD',
      SlackChannelId: 'C0123ABCD',
      SnsTopicArns: [Match.anyValue(), Match.anyValue()],
    });
  });

  it('encode a Teams channel id as its link does', () => {
    const guid = '11111111-2222-4333-8444-555555555555';
    const channel = { tenantId: guid, teamId: guid, channelId: '19:abc@thread.tacv2' };
    const template = collectorTemplate({
      alerts: { teams: [channel, { ...channel, channelId: '19%3Aabc%40thread.tacv2' }] },
    });
    template.allResourcesProperties('AWS::Chatbot::MicrosoftTeamsChannelConfiguration', {
      TeamsChannelId: '19%3Aabc%40thread.tacv2',
    });
  });

  it('do not exist unless configured', () => {
    standard.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 0);
  });
});

describe('everything', () => {
  it('passes cdk-nag, with chat and members and other clouds too', () => {
    checkedByNag({
      ...THREE_CLOUDS,
      organisation: { stackSet: { organisationalUnitIds: ['r-ab12'] } },
      alerts: { slack: [{ workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' }] },
    });
  }, 60_000);

  it('has the outputs that commands read', () => {
    const outputs = Object.keys(standard.findOutputs('*'));
    expect(outputs).toEqual(
      expect.arrayContaining([
        'TableName',
        'BucketName',
        'OrganisationTopicArn',
        'StateMachineArn',
        'CollectRoleArn',
        'DoctorFunctionName',
        'ReportUrl',
        'KeyArn',
        'ScheduleName',
      ]),
    );
  });
});
