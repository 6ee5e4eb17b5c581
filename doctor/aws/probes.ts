import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsSession } from '../../shared/clouds/aws/session.ts';
import { readCredentialReport, reportFlag } from '../../shared/sources/aws/credential-report.ts';

/**
 * The cheapest call that tells whether an action is granted, without any value. `untried`: the account holds nothing
 * to try it on.
 */
export type Probe = (session: AwsSession, region: string) => Promise<'tried' | 'untried'>;

/**
 * Things that no account holds: IAM answers for what may be done before the service looks for the thing, so "not found"
 * says that the call is granted (IAM user guide, "Policy evaluation logic").
 */
const NOWHERE = '00000000-0000-4000-8000-000000000000';
const NOBODY = 'skc-watch-doctor-asks-for-nobody';

/** One probe for each action that sources and the finding of accounts declare; a test holds the two together. */
export const AWS_PROBES: Readonly<Record<string, Probe>> = {
  async 'acm:ListCertificates'(session, region) {
    const { ACMClient, ListCertificatesCommand } = await import('@aws-sdk/client-acm');
    return tried(session.client(ACMClient, region).send(new ListCertificatesCommand({ MaxItems: 1 })));
  },
  async 'acm:DescribeCertificate'(session, region) {
    const { ACMClient, DescribeCertificateCommand } = await import('@aws-sdk/client-acm');
    const CertificateArn = `arn:${session.partition}:acm:${region}:${session.accountId}:certificate/${NOWHERE}`;
    return tried(session.client(ACMClient, region).send(new DescribeCertificateCommand({ CertificateArn })));
  },
  async 'secretsmanager:ListSecrets'(session, region) {
    const { ListSecretsCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    return tried(
      session.client(SecretsManagerClient, region).send(new ListSecretsCommand({ MaxResults: 1 })),
    );
  },
  async 'secretsmanager:ListSecretVersionIds'(session, region) {
    const { ListSecretsCommand, ListSecretVersionIdsCommand, SecretsManagerClient } =
      await import('@aws-sdk/client-secrets-manager');
    const client = session.client(SecretsManagerClient, region);
    // A true one where there is one: its own policy may deny what IAM grants.
    const { SecretList } = await client.send(new ListSecretsCommand({ MaxResults: 1 }));
    const SecretId = SecretList?.[0]?.ARN;
    if (SecretId === undefined) return 'untried';
    return tried(client.send(new ListSecretVersionIdsCommand({ SecretId, MaxResults: 1 })));
  },
  async 'secretsmanager:DescribeSecret'(session, region) {
    const { DescribeSecretCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const asking = new DescribeSecretCommand({ SecretId: NOBODY });
    return tried(session.client(SecretsManagerClient, region).send(asking));
  },
  async 'kms:ListKeys'(session, region) {
    const { KMSClient, ListKeysCommand } = await import('@aws-sdk/client-kms');
    return tried(session.client(KMSClient, region).send(new ListKeysCommand({ Limit: 1 })));
  },
  async 'kms:ListAliases'(session, region) {
    const { KMSClient, ListAliasesCommand } = await import('@aws-sdk/client-kms');
    return tried(session.client(KMSClient, region).send(new ListAliasesCommand({ Limit: 1 })));
  },
  async 'kms:DescribeKey'(session, region) {
    const { DescribeKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
    return tried(session.client(KMSClient, region).send(new DescribeKeyCommand({ KeyId: NOWHERE })));
  },
  async 'kms:GetKeyRotationStatus'(session, region) {
    const { GetKeyRotationStatusCommand, KMSClient } = await import('@aws-sdk/client-kms');
    return tried(session.client(KMSClient, region).send(new GetKeyRotationStatusCommand({ KeyId: NOWHERE })));
  },
  async 'kms:ListKeyRotations'(session, region) {
    const { KMSClient, ListKeyRotationsCommand } = await import('@aws-sdk/client-kms');
    const asking = new ListKeyRotationsCommand({ KeyId: NOWHERE, Limit: 1 });
    return tried(session.client(KMSClient, region).send(asking));
  },
  async 'iam:GenerateCredentialReport'(session, region) {
    const { GenerateCredentialReportCommand, IAMClient } = await import('@aws-sdk/client-iam');
    return tried(session.client(IAMClient, region).send(new GenerateCredentialReportCommand({})));
  },
  async 'iam:GetCredentialReport'(session, region) {
    const { GetCredentialReportCommand, IAMClient } = await import('@aws-sdk/client-iam');
    return tried(session.client(IAMClient, region).send(new GetCredentialReportCommand({})));
  },
  async 'iam:ListAccessKeys'(session, region) {
    const { IAMClient, ListAccessKeysCommand } = await import('@aws-sdk/client-iam');
    const asking = new ListAccessKeysCommand({ UserName: NOBODY, MaxItems: 1 });
    return tried(session.client(IAMClient, region).send(asking));
  },
  async 'iam:GetAccountSummary'(session, region) {
    const { GetAccountSummaryCommand, IAMClient } = await import('@aws-sdk/client-iam');
    return tried(session.client(IAMClient, region).send(new GetAccountSummaryCommand({})));
  },
  'iam:GetAccessKeyLastUsed': askForAnAccessKey,
  async 'account:ListRegions'(session, region) {
    const { AccountClient, ListRegionsCommand } = await import('@aws-sdk/client-account');
    return tried(session.client(AccountClient, region).send(new ListRegionsCommand({ MaxResults: 1 })));
  },
  async 'account:GetAlternateContact'(session, region) {
    const { AccountClient, GetAlternateContactCommand } = await import('@aws-sdk/client-account');
    const asking = new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' });
    return tried(session.client(AccountClient, region).send(asking));
  },
  async 'organizations:ListAccounts'(session, region) {
    const { ListAccountsCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
    return tried(
      session.client(OrganizationsClient, region).send(new ListAccountsCommand({ MaxResults: 1 })),
    );
  },
  async 'organizations:ListParents'(session, region) {
    const { ListParentsCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
    const asking = new ListParentsCommand({ ChildId: session.accountId });
    return tried(session.client(OrganizationsClient, region).send(asking));
  },
  async 'organizations:DescribeOrganizationalUnit'(session, region) {
    const { DescribeOrganizationalUnitCommand, OrganizationsClient } =
      await import('@aws-sdk/client-organizations');
    const asking = new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-0000-00000000' });
    return tried(session.client(OrganizationsClient, region).send(asking));
  },
  async 'organizations:ListTagsForResource'(session, region) {
    const { ListTagsForResourceCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
    const asking = new ListTagsForResourceCommand({ ResourceId: session.accountId });
    return tried(session.client(OrganizationsClient, region).send(asking));
  },
  async 'organizations:DescribeOrganization'(session, region) {
    const { DescribeOrganizationCommand, OrganizationsClient } =
      await import('@aws-sdk/client-organizations');
    return tried(session.client(OrganizationsClient, region).send(new DescribeOrganizationCommand({})));
  },
};

/** IAM denies the asking for a key that does not exist, so a true one is needed: the report names a user who has one. */
async function askForAnAccessKey(session: AwsSession, region: string): Promise<'tried' | 'untried'> {
  const { GetAccessKeyLastUsedCommand, IAMClient, ListAccessKeysCommand } =
    await import('@aws-sdk/client-iam');
  const client = session.client(IAMClient, region);
  const { rows } = await readCredentialReport(client, sleep);
  const user = rows.find((row) => !row['user']?.startsWith('<') && reportFlag(row, 'access_key_1_active'));
  if (user === undefined) return 'untried';
  const listing = new ListAccessKeysCommand({ UserName: user['user'], MaxItems: 1 });
  const { AccessKeyMetadata } = await client.send(listing);
  const AccessKeyId = AccessKeyMetadata?.[0]?.AccessKeyId;
  if (AccessKeyId === undefined) return 'untried';
  return tried(client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId })));
}

/** Answers of a service that looked for the thing, hence was allowed to. */
const LOOKED = new Set([
  'ResourceNotFoundException',
  'NotFoundException',
  'NoSuchEntity',
  'NoSuchEntityException',
  'OrganizationalUnitNotFoundException',
  'ChildNotFoundException',
  'TargetNotFoundException',
  'ReportNotPresent',
  'CredentialReportNotPresentException',
  'ReportExpired',
  'CredentialReportExpiredException',
  'ReportInProgress',
  'CredentialReportNotReadyException',
]);

/** @throws the cloud's error when it says neither yes nor no, or no. */
async function tried(asking: Promise<unknown>): Promise<'tried'> {
  try {
    await asking;
  } catch (error) {
    if (!(error instanceof Error) || !LOOKED.has(error.name)) throw error;
  }
  return 'tried';
}
