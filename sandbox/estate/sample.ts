import { sampleAzure } from './sample-azure.ts';
import { sampleGcp } from './sample-gcp.ts';
import { addDays } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { AccessKeyDeclaration, Estate, EstateAccount, KeyDeclaration } from './estate.ts';
import { accessKeyId, random, secretSuffix, uuid } from './random.ts';
import type { Random } from './random.ts';
import { sampleCertificates } from './sample-certificates.ts';
import {
  sampleParameters,
  sampleServerCertificates,
  sampleServiceCredentials,
} from './sample-iam-and-ssm.ts';
import { sampleKeys } from './sample-keys.ts';
import {
  keyId,
  loadBalancer,
  ordinaryCertificate,
  ordinaryKey,
  ordinarySecret,
  ordinaryUser,
} from './sample-ordinary.ts';
import {
  NEVER_CONFIRMS,
  SAMPLE_ACCOUNTS,
  SAMPLE_ORGANISATION,
  SAMPLE_REGIONS,
  sampleAccount,
} from './sample-organisation.ts';
import type { SampleAccount } from './sample-organisation.ts';
import { sampleSecrets } from './sample-secrets.ts';
import type { At } from './sample-secrets.ts';
import { sampleRootKeys, sampleUsers } from './sample-users.ts';

/** Number of ordinary SKCs of each account: secrets, keys, certificates, users. */
const ORDINARY: Record<SampleAccount, readonly [number, number, number, number]> = {
  'org-management': [4, 3, 1, 1],
  'pay-prod': [44, 12, 9, 9],
  'shop-web': [42, 10, 10, 10],
  'data-lake': [40, 12, 6, 9],
  'core-banking': [14, 4, 3, 3],
  'sandbox-dev': [18, 4, 2, 6],
  'mobile-app': [26, 6, 6, 6],
};

/**
 * The sample organisation: a bank with a shop, in seven AWS accounts, an Azure tenant and six Google Cloud projects. All
 * dates are relative to `epoch`; the same epoch produces the same estate.
 */
export function sampleEstate({ epoch }: { epoch: Instant }): Estate {
  const from = random(20_261_121);
  const at: At = (days) => addDays(epoch, days);
  const stories = {
    secrets: sampleSecrets(at),
    keys: sampleKeys(at),
    certificates: sampleCertificates(at),
    users: sampleUsers(at),
    rootKeys: sampleRootKeys(at),
  };
  return {
    epoch,
    organisation: SAMPLE_ORGANISATION,
    accounts: SAMPLE_ACCOUNTS.map((name) => {
      const account = sampleAccount(name, at(-1600));
      addStories(account, name, stories, from);
      addOrdinary(account, name, from, at);
      addManagedKeys(account, from, at);
      addIamAndSsm(account, name, at);
      return account;
    }),
    neverConfirm: [NEVER_CONFIRMS],
    azure: sampleAzure(epoch),
    gcp: sampleGcp(at),
  };
}

interface Stories {
  secrets: ReturnType<typeof sampleSecrets>;
  keys: ReturnType<typeof sampleKeys>;
  certificates: ReturnType<typeof sampleCertificates>;
  users: ReturnType<typeof sampleUsers>;
  rootKeys: ReturnType<typeof sampleRootKeys>;
}

function addStories(account: EstateAccount, name: SampleAccount, stories: Stories, from: Random): void {
  for (const secret of stories.secrets[name] ?? [])
    account.secrets.push({ ...secret, suffix: secretSuffix(from) });
  for (const key of stories.keys[name] ?? [])
    account.keys.push({ ...SYMMETRIC, id: keyId(from, key.replicas !== undefined), ...key });
  for (const { inUse = true, ...certificate } of stories.certificates[name] ?? []) {
    const { region, domain } = certificate;
    const inUseBy = inUse ? [loadBalancer(account.id, region, domain.replace(/\W.*/, 'edge'))] : [];
    account.certificates.push({ keyAlgorithm: 'RSA_2048', ...certificate, id: uuid(from), inUseBy });
  }
  for (const user of stories.users[name] ?? [])
    account.users.push({ ...user, keys: user.keys.map(named(from)) });
  account.rootKeys.push(...(stories.rootKeys[name] ?? []).map(named(from)));
}

const SYMMETRIC: Omit<KeyDeclaration, 'id' | 'region' | 'createdAt'> = {
  aliases: [],
  manager: 'CUSTOMER',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
};

function addOrdinary(account: EstateAccount, name: SampleAccount, from: Random, at: At): void {
  const team = name.replace(/-.*/, '');
  const setting = { regions: SAMPLE_REGIONS[name], from, at };
  const [secrets, keys, certificates, users] = ORDINARY[name];
  for (let index = 0; index < secrets; index++) account.secrets.push(ordinarySecret(team, index, setting));
  for (let index = 0; index < keys; index++) account.keys.push(ordinaryKey(team, index, setting));
  for (let index = 0; index < certificates; index++)
    account.certificates.push(ordinaryCertificate(account, index, setting));
  for (let index = 0; index < users; index++) {
    const user = ordinaryUser(team, index, setting);
    account.users.push({ ...user, keys: user.keys.map(named(from)) });
  }
}

function addManagedKeys(account: EstateAccount, from: Random, at: At): void {
  for (const region of account.regions)
    for (const service of region.status === 'DISABLED' ? [] : ['secretsmanager', 'rds', 'acm'])
      account.keys.push({
        ...SYMMETRIC,
        id: uuid(from),
        region: region.name,
        aliases: [`alias/aws/${service}`],
        createdAt: at(-1500),
        manager: 'AWS',
        description: `Default key that protects my ${service} data when no other key is defined`,
      });
}

function addIamAndSsm(account: EstateAccount, name: SampleAccount, at: At): void {
  account.parameters = sampleParameters(at)[name] ?? [];
  account.serverCertificates = sampleServerCertificates(at)[name] ?? [];
  for (const { user, credentials } of sampleServiceCredentials(at)[name] ?? []) {
    const found = account.users.find((each) => each.name === user);
    if (found === undefined) throw new Error(`the sample's account ${name} has no user ${user}`);
    found.serviceCredentials = credentials;
  }
}

function named(from: Random) {
  return (key: Omit<AccessKeyDeclaration, 'id'>): AccessKeyDeclaration => ({ ...key, id: accessKeyId(from) });
}
