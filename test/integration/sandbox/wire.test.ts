import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import { GenerateCredentialReportCommand, GetCredentialReportCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { clients } from '../../bed/sandbox/clients.ts';

describe('the sandbox on the wire', () => {
  let sandbox: Sandbox;
  let aws: ReturnType<typeof clients>;
  beforeAll(async () => {
    sandbox = await startSandbox({
      estate: generateEstate({ accounts: 3, skcs: 120, seed: 7, epoch: '2026-11-21T06:00:00Z' }),
    });
    aws = clients(sandbox.url);
  });
  afterAll(() => sandbox.close());

  it('derives the account from a 12-digit access key id', async () => {
    const { Account } = await aws.sts.send(new GetCallerIdentityCommand({}));
    expect(Account).toBe('111111111111');
  });

  it('lists the accounts to the management account', async () => {
    const { Accounts } = await aws.organizations.send(new ListAccountsCommand({}));
    expect(Accounts?.map((each) => [each.Id, each.State])).toEqual([
      ['111111111111', 'ACTIVE'],
      ['200000000001', 'ACTIVE'],
      ['200000000002', 'ACTIVE'],
    ]);
  });

  it('returns credentials of the assumed account', async () => {
    const { Credentials } = await aws.sts.send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::200000000002:role/skc-watch-reader',
        RoleSessionName: 'run',
        ExternalId: 'skc-sample',
      }),
    );
    const member = clients(sandbox.url, Credentials?.AccessKeyId);
    const { Account } = await member.sts.send(new GetCallerIdentityCommand({}));
    expect(Account).toBe('200000000002');
  });

  it('refuses a role that is requested with another external id', async () => {
    const asking = aws.sts.send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::200000000002:role/skc-watch-reader',
        RoleSessionName: 'run',
        ExternalId: 'guess',
      }),
    );
    await expect(asking).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('sts:AssumeRole'),
    });
  });

  it('lists secrets with dates', async () => {
    const { SecretList } = await aws.secrets.send(new ListSecretsCommand({}));
    expect(SecretList?.length).toBeGreaterThan(5);
    expect(SecretList?.[0]?.CreatedDate).toBeInstanceOf(Date);
  });

  it('describes a key that it lists', async () => {
    const { Keys } = await aws.kms.send(new ListKeysCommand({}));
    const { KeyMetadata } = await aws.kms.send(new DescribeKeyCommand({ KeyId: Keys?.[0]?.KeyId }));
    expect(KeyMetadata).toMatchObject({
      Arn: Keys?.[0]?.KeyArn,
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
    });
  });

  it('lists certificates', async () => {
    const keyTypes = ['RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1'] as const;
    const { CertificateSummaryList } = await aws.acm.send(
      new ListCertificatesCommand({ Includes: { keyTypes: [...keyTypes] } }),
    );
    expect(CertificateSummaryList?.[0]?.NotAfter).toBeInstanceOf(Date);
  });

  it('generates a credential report with a row for root', async () => {
    const started = await aws.iam.send(new GenerateCredentialReportCommand({}));
    const done = await aws.iam.send(new GenerateCredentialReportCommand({}));
    const { Content } = await aws.iam.send(new GetCredentialReportCommand({}));
    expect([started.State, done.State]).toEqual(['STARTED', 'COMPLETE']);
    expect(Buffer.from(Content ?? []).toString()).toContain('<root_account>,arn:aws:iam::111111111111:root,');
  });

  it('delivers what is published to a confirmed subscriber', async () => {
    const { TopicArn } = await aws.sns.send(new CreateTopicCommand({ Name: 'skc-watch-1' }));
    await aws.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' }));
    await aws.sns.send(
      new PublishCommand({
        TopicArn,
        Subject: 'Hello',
        MessageStructure: 'json',
        Message: JSON.stringify({ default: '{}', email: 'a letter' }),
      }),
    );
    expect(sandbox.outbox.list().at(-1)?.deliveries).toEqual([
      { protocol: 'email', endpoint: 'a@example.com', body: 'a letter' },
    ]);
  });
});
