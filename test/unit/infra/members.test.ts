import { Match } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { describe, expect, it, vi } from 'vitest';
import { adoption, KEPT } from '../../../infra/retained.ts';
import { memberTemplate } from '../../../infra/member-template.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { ACCOUNT, collectorTemplate } from '../../bed/infra/synthesised.ts';

// The CDK is slow to load.
vi.setConfig({ testTimeout: 60_000 });

const config = configSchema.parse({});

describe('the StackSet', () => {
  it('deploys the role to every account below the units, including accounts that join later', () => {
    const template = collectorTemplate({
      organisation: { stackSet: { organisationalUnitIds: ['ou-ab12-12345678'] } },
    });
    template.hasResourceProperties('AWS::CloudFormation::StackSet', {
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [{ ParameterKey: 'CollectorAccountId', ParameterValue: { Ref: 'AWS::AccountId' } }],
      StackInstancesGroup: [
        Match.objectLike({ DeploymentTargets: { OrganizationalUnitIds: ['ou-ab12-12345678'] } }),
      ],
      TemplateBody: memberTemplate(config),
    });
  });

  it('does not exist without units', () => {
    const template = collectorTemplate({ organisation: {} });
    template.resourceCountIs('AWS::CloudFormation::StackSet', 0);
  });
});

describe('the member template', () => {
  it('is plain CloudFormation and needs no bootstrapped account', () => {
    const { Resources, Parameters } = z
      .object({
        Resources: z.record(z.string(), z.looseObject({ Type: z.string() })),
        Parameters: z.record(z.string(), z.unknown()),
      })
      .parse(JSON.parse(memberTemplate(config)));
    expect(Object.keys(Parameters)).toEqual(['CollectorAccountId']);
    expect(
      Object.values(Resources)
        .map(({ Type }) => Type)
        .toSorted(),
    ).toEqual(['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role']);
  });

  it('fits into a StackSet, whose template body is limited to 51,200 bytes', () => {
    expect(Buffer.byteLength(memberTemplate(config))).toBeLessThan(51_200);
  });
});

describe('importing what an earlier stack left', () => {
  it('imports table, bucket and key, and needs nothing else from the template', () => {
    const left = {
      account: ACCOUNT,
      region: 'eu-west-1',
      keyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/abc`,
    };
    const { templateBody, resourcesToImport } = adoption(collectorTemplate().toJSON(), left);
    expect(resourcesToImport).toEqual([
      {
        LogicalResourceId: KEPT.table,
        ResourceType: 'AWS::DynamoDB::Table',
        ResourceIdentifier: { TableName: 'skc-watch' },
      },
      {
        LogicalResourceId: KEPT.bucket,
        ResourceType: 'AWS::S3::Bucket',
        ResourceIdentifier: { BucketName: `skc-watch-${ACCOUNT}-eu-west-1` },
      },
      { LogicalResourceId: KEPT.key, ResourceType: 'AWS::KMS::Key', ResourceIdentifier: { KeyId: 'abc' } },
    ]);
    const references = [...templateBody.matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, name]) => name);
    expect(references.filter((name) => !Object.values<string | undefined>(KEPT).includes(name))).toEqual([]);
  });

  it('finds the bucket by a literal name: CloudFormation resolves none when it imports', () => {
    const template = collectorTemplate();
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: `skc-watch-${ACCOUNT}-eu-west-1`,
    });
  });
});
