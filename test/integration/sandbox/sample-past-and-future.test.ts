import { DescribeCertificateCommand, ListCertificatesCommand } from '@aws-sdk/client-acm';
import type { CertificateSummary, KeyAlgorithm } from '@aws-sdk/client-acm';
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import {
  DescribeKeyCommand,
  GetKeyLastUsageCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { ListSecretsCommand, ListSecretVersionIdsCommand } from '@aws-sdk/client-secrets-manager';
import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { POLICY_DENIED_KEY } from '../../../sandbox/estate/sample-organisation.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { clients } from '../../bed/sandbox/clients.ts';
import { HOSTILE_NAMES, hostileSample } from '../../bed/sandbox/hostile-sample.ts';

const epoch = '2026-11-21T06:00:00Z';
const ALL_TYPES: KeyAlgorithm[] = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
];

describe('the sample organisation, read by the SDK', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ estate: sampleEstate({ epoch }) });
  });
  afterEach(() => sandbox.clock.set(epoch));
  afterAll(() => sandbox.close());

  const of = (account: string, region = 'eu-west-1') => clients(sandbox.url, account, region);
  const secret = async (account: string, name: string, region = 'eu-west-1') =>
    (await secretsOf(account, region)).find((each) => each.Name === name);
  async function secretsOf(account: string, region: string): Promise<SecretListEntry[]> {
    const listing = await of(account, region).secrets.send(
      new ListSecretsCommand({ IncludePlannedDeletion: true }),
    );
    return listing.SecretList ?? [];
  }
  async function certificate(account: string, domain: string): Promise<CertificateSummary | undefined> {
    const listing = await of(account).acm.send(
      new ListCertificatesCommand({
        Includes: { keyTypes: ALL_TYPES },
        CertificateKeyPairOrigins: ['AWS_MANAGED', 'CUSTOMER_PROVIDED', 'ACME'],
      }),
    );
    return listing.CertificateSummaryList?.find((each) => each.DomainName === domain);
  }

  it('returns an empty page of accounts with a token for the next page', async () => {
    const { organizations } = of('111111111111', 'us-east-1');
    const first = await organizations.send(new ListAccountsCommand({}));
    const second = await organizations.send(new ListAccountsCommand({ NextToken: first.NextToken }));
    expect(first.Accounts).toEqual([]);
    expect([second.Accounts?.length, second.NextToken]).toEqual([7, undefined]);
  });

  it('refuses the role of the denied account', async () => {
    const asking = of('111111111111').sts.send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::555555555555:role/skc-watch-reader',
        RoleSessionName: 'run',
        ExternalId: 'skc-sample',
      }),
    );
    await expect(asking).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('denies KMS only in the region that a service control policy closes', async () => {
    const refused = of('444444444444', 'eu-central-1').kms.send(new ListKeysCommand({}));
    await expect(refused).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/kms:ListKeys .*with an explicit deny in a service control policy/),
    });
    await expect(of('444444444444').kms.send(new ListKeysCommand({}))).resolves.toMatchObject({
      Keys: expect.any(Array),
    });
  });

  it('lists the key whose policy denies DescribeKey, and refuses to describe it', async () => {
    const { kms } = of('222222222222');
    const { Keys } = await kms.send(new ListKeysCommand({ Limit: 1000 }));
    expect(Keys?.map((each) => each.KeyId)).toContain(POLICY_DENIED_KEY);
    await expect(kms.send(new DescribeKeyCommand({ KeyId: POLICY_DENIED_KEY }))).rejects.toMatchObject({
      message: expect.stringContaining('because no resource-based policy allows the kms:DescribeKey action'),
    });
  });

  it('lists a secret scheduled for deletion only on request, and not after its deletion', async () => {
    const listing = await of('222222222222').secrets.send(new ListSecretsCommand({}));
    expect(listing.SecretList?.map((each) => each.Name)).not.toContain('pay/legacy/soap-password');
    expect((await secret('222222222222', 'pay/legacy/soap-password'))?.DeletedDate).toBeInstanceOf(Date);
    sandbox.clock.advanceDays(8);
    expect(await secret('222222222222', 'pay/legacy/soap-password')).toBeUndefined();
  });

  it('changes a secret manually on its date', async () => {
    const { secrets } = of('222222222222');
    const made = async () => {
      const versions = await secrets.send(
        new ListSecretVersionIdsCommand({ SecretId: 'pay/card-gateway/api-token' }),
      );
      return versions.Versions?.find((each) => each.VersionStages?.includes('AWSCURRENT'))?.CreatedDate;
    };
    expect(await made()).toEqual(new Date('2025-09-27T06:00:00Z'));
    sandbox.clock.advanceDays(12);
    expect(await made()).toEqual(new Date('2026-12-03T06:00:00Z'));
  });

  it('leaves the next rotation in the past if rotations fail', async () => {
    const failing = await secret('222222222222', 'pay/iban-check/token');
    expect(failing?.RotationEnabled).toBe(true);
    expect(failing?.NextRotationDate?.getTime()).toBeLessThan(Date.parse(epoch) - 86_400_000);
  });

  it('changes LastChangedDate by a tag edit, but not the version’s date', async () => {
    const edited = await secret('333333333333', 'shop/mail/smtp-password', 'us-east-1');
    expect(edited?.LastChangedDate).toEqual(new Date('2026-11-16T06:00:00Z'));
    expect(edited?.CreatedDate?.getFullYear()).toBe(2025);
  });

  it('lists a replica in its own region with the primary region', async () => {
    const replica = await secret('222222222222', 'pay/shared/signing-passphrase', 'eu-central-1');
    expect(replica?.PrimaryRegion).toBe('eu-west-1');
    expect(replica?.ARN).toContain(':eu-central-1:');
  });

  it('returns hostile names and tags unchanged', async () => {
    const hostile = await startSandbox({ estate: hostileSample(epoch) });
    try {
      const { secrets } = clients(hostile.url, '333333333333', 'us-east-1');
      const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
      for (const text of Object.values(HOSTILE_NAMES)) {
        const found = SecretList.find(({ Name }) => Name === text);
        expect(found?.Description).toBe(text);
        expect(found?.Tags).toEqual(expect.arrayContaining([{ Key: 'note', Value: text }]));
      }
    } finally {
      await hostile.close();
    }
  });

  it('lists only RSA-1024 and RSA-2048 certificates by default', async () => {
    const { CertificateSummaryList } = await of('222222222222').acm.send(new ListCertificatesCommand({}));
    const types = new Set(CertificateSummaryList?.map((each) => each.KeyAlgorithm));
    expect(types).toEqual(new Set(['RSA_1024', 'RSA_2048']));
    expect((await certificate('222222222222', 'partner.pay.skc-sample.example'))?.KeyAlgorithm).toBe(
      'EC_secp521r1',
    );
  });

  it('shows a failed renewal only in DescribeCertificate', async () => {
    const listed = await certificate('222222222222', 'www.pay.skc-sample.example');
    const { Certificate } = await of('222222222222').acm.send(
      new DescribeCertificateCommand({ CertificateArn: listed?.CertificateArn }),
    );
    expect(Certificate?.RenewalSummary).toMatchObject({
      RenewalStatus: 'FAILED',
      RenewalStatusReason: 'CAA_ERROR',
    });
  });

  it('renews a certificate on its date', async () => {
    const before = await certificate('333333333333', 'img.shop.skc-sample.example');
    sandbox.clock.advanceDays(11);
    const after = await certificate('333333333333', 'img.shop.skc-sample.example');
    expect(after?.CertificateArn).toBe(before?.CertificateArn);
    expect((after?.NotAfter?.getTime() ?? 0) - (before?.NotAfter?.getTime() ?? 0)).toBe(335 * 86_400_000);
  });

  it('turns an issued certificate into an expired one exactly at its expiry', async () => {
    const domain = 'iso8583.pay.skc-sample.example';
    sandbox.clock.set('2026-11-21T17:59:59Z');
    expect((await certificate('222222222222', domain))?.Status).toBe('ISSUED');
    sandbox.clock.set('2026-11-21T18:00:00Z');
    expect((await certificate('222222222222', domain))?.Status).toBe('EXPIRED');
  });

  it('answers that an asymmetric key cannot rotate', async () => {
    const asking = of('222222222222').kms.send(
      new GetKeyRotationStatusCommand({ KeyId: await idOf('pay-token-signing') }),
    );
    await expect(asking).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
  });

  it('enables the rotation of a key on its date', async () => {
    const { kms } = of('222222222222');
    const KeyId = await idOf('pay-cards');
    expect((await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled).toBe(false);
    sandbox.clock.advanceDays(16);
    expect((await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled).toBe(true);
  });

  it('makes imported material unusable after its expiry', async () => {
    const { kms } = of('222222222222');
    const ended = await kms.send(new DescribeKeyCommand({ KeyId: await idOf('pay-scheme-import') }));
    const ending = await kms.send(new DescribeKeyCommand({ KeyId: await idOf('pay-pin-block') }));
    expect([ended.KeyMetadata?.KeyState, ended.KeyMetadata?.ValidTo]).toEqual(['PendingImport', undefined]);
    expect(ending.KeyMetadata?.ValidTo).toEqual(new Date('2026-12-11T06:00:00Z'));
  });

  it('names the primary of a multi-region replica', async () => {
    const { Keys } = await of('222222222222', 'eu-central-1').kms.send(new ListKeysCommand({}));
    const KeyId = Keys?.find((each) => each.KeyId?.startsWith('mrk-'))?.KeyId;
    const { KeyMetadata } = await of('222222222222', 'eu-central-1').kms.send(
      new DescribeKeyCommand({ KeyId }),
    );
    expect(KeyMetadata?.MultiRegionConfiguration).toMatchObject({
      MultiRegionKeyType: 'REPLICA',
      PrimaryKey: { Region: 'eu-west-1' },
    });
  });

  it('returns the date since which it tracks the use of a key', async () => {
    const usage = await of('222222222222').kms.send(
      new GetKeyLastUsageCommand({ KeyId: await idOf('pay-cards') }),
    );
    expect(usage.TrackingStartDate).toBeInstanceOf(Date);
    expect(usage.KeyLastUsage?.Timestamp).toEqual(new Date(epoch));
  });

  it('counts the access key of root', async () => {
    const { SummaryMap } = await of('666666666666').iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap?.AccountAccessKeysPresent).toBe(1);
  });

  async function idOf(alias: string): Promise<string | undefined> {
    const { Aliases } = await of('222222222222').kms.send(new ListAliasesCommand({ Limit: 100 }));
    return Aliases?.find((each) => each.AliasName === `alias/${alias}`)?.TargetKeyId;
  }
});
