import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { SkcType } from '../../shared/model/skc.ts';
import { HOME_REGION, SECURITY_ACCOUNT } from './deploying-account.ts';
import type { Emulators } from './emulators.ts';

export const REGIONS = ['us-east-1', 'eu-west-1'] as const;

/** The contents of the accounts, as expected in the inventory. */
export interface SeededSkc {
  account: string;
  type: SkcType;
  location: string;
  id: string;
  /** Whole days since its creation; undefined if the clock could not be moved. */
  ageDays: number | undefined;
}

export interface SeededAccount {
  name: string;
  id: string;
  ageDays: number;
  skcs: SeededSkc[];
}

/**
 * The members by name, with the age of their contents in days. Certificates are valid for 365 days, so that
 * one expired long ago, one expires within days, and the others are new.
 */
const MEMBERS = [
  { name: 'long-ago', ageDays: 400 },
  { name: 'last-year', ageDays: 355 },
  { name: 'new', ageDays: 0 },
  { name: 'shut', ageDays: 0 },
] as const;
export type MemberName = (typeof MEMBERS)[number]['name'];

/**
 * Creates an organisation with four members, each with a certificate, a secret and a key in two regions and a user
 * with an access key. If clocks can be moved, everything gets its age, and the clock is reset afterwards.
 */
export async function seed({ read, clocks }: Emulators): Promise<Record<MemberName, SeededAccount>> {
  const own = { endpoint: read.url, region: HOME_REGION, credentials: keysOf(SECURITY_ACCOUNT) };
  const organizations = new OrganizationsClient(own);
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const seeded: Partial<Record<MemberName, SeededAccount>> = {};
  for (const { name, ageDays } of MEMBERS) {
    await clocks?.read.moveTo(-24 * ageDays, `${read.url}/moto-api/`);
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }),
    );
    const id = CreateAccountStatus?.AccountId;
    if (id === undefined) throw new Error(`no account was created for ${name}`);
    const skcs = await fill(read.url, id, clocks === undefined ? undefined : ageDays);
    seeded[name] = { name, id, ageDays, skcs };
  }
  await clocks?.read.moveTo(0, `${read.url}/moto-api/`);
  return allOf(seeded);
}

function allOf(seeded: Partial<Record<MemberName, SeededAccount>>): Record<MemberName, SeededAccount> {
  const { 'long-ago': longAgo, 'last-year': lastYear, new: young, shut } = seeded;
  if (longAgo === undefined || lastYear === undefined || young === undefined || shut === undefined)
    throw new Error('not every member was seeded');
  return { 'long-ago': longAgo, 'last-year': lastYear, new: young, shut };
}

async function fill(endpoint: string, account: string, ageDays: number | undefined): Promise<SeededSkc[]> {
  const credentials = await signedInto(endpoint, account);
  const skcs: SeededSkc[] = [];
  const add = (type: SkcType, location: string, id: string | undefined) => {
    if (id === undefined) throw new Error(`the emulator returned no name for the ${type} in ${account}`);
    skcs.push({ account, type, location, id, ageDays });
  };
  for (const region of REGIONS) {
    const config = { endpoint, region, credentials };
    const certificate = await new ACMClient(config).send(
      new RequestCertificateCommand({ DomainName: `www.${account}.example.com`, ValidationMethod: 'DNS' }),
    );
    add('aws.acm-certificate', region, certificate.CertificateArn);
    const secret = await new SecretsManagerClient(config).send(
      new CreateSecretCommand({ Name: 'database/password', SecretString: 'seeded, and never read' }),
    );
    add('aws.secrets-manager-secret', region, secret.ARN);
    const key = await new KMSClient(config).send(
      new CreateKeyCommand({
        Description: 'orders',
        KeySpec: 'SYMMETRIC_DEFAULT',
        KeyUsage: 'ENCRYPT_DECRYPT',
        Origin: 'AWS_KMS',
      }),
    );
    add('aws.kms-key', region, key.KeyMetadata?.Arn);
  }
  const iam = new IAMClient({ endpoint, region: HOME_REGION, credentials });
  const { User } = await iam.send(new CreateUserCommand({ UserName: 'deployer' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'deployer' }));
  add('aws.iam-access-key', 'global', `${User?.Arn ?? ''}/access-key/${AccessKey?.AccessKeyId ?? ''}`);
  await new AccountClient({ endpoint, region: HOME_REGION, credentials }).send(
    new PutAlternateContactCommand({
      AlternateContactType: 'SECURITY',
      Name: 'Security',
      Title: 'Team',
      EmailAddress: `security+${account}@example.com`,
      PhoneNumber: '+1 555 0100',
    }),
  );
  return skcs;
}

async function signedInto(endpoint: string, account: string) {
  const sts = new STSClient({ endpoint, region: HOME_REGION, credentials: keysOf(SECURITY_ACCOUNT) });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/seeding`, RoleSessionName: 'seeding' }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

function keysOf(accessKeyId: string) {
  return { accessKeyId, secretAccessKey: 'emulated' };
}
