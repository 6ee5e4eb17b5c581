import type { ServerCertificateDeclaration } from '../../sandbox/aws/server-certificates.ts';
import type { ParameterDeclaration } from '../../sandbox/aws/ssm.ts';
import { addDays, type Instant } from '../../shared/model/instant.ts';
import type {
  CertificateDeclaration,
  EstateAccount,
  KeyDeclaration,
  SecretDeclaration,
  UserDeclaration,
} from '../../sandbox/estate/estate.ts';

export const ACCOUNT = '123456789012';
export const REGIONS = ['us-east-1', 'eu-west-1'] as const;
const [HOME, ABROAD] = REGIONS;

/** Moto dates everything when it is created, so the estate is minutes old. */
const MADE_DAYS_AGO = 2 / 1440;
const PENDING_DAYS = 7;

/**
 * The estate of both servers: seeded into moto by API calls and declared to the sandbox.
 * Generated ids (of keys, certificates, access keys, the ends of secrets' ARNs) are copied from moto.
 */
export function declaredAccount(epoch: Instant): EstateAccount {
  const made = addDays(epoch, -MADE_DAYS_AGO);
  return {
    id: ACCOUNT,
    name: 'conformance',
    email: 'aws@example.com',
    state: 'ACTIVE',
    parentId: 'r-root',
    joinedAt: made,
    regions: REGIONS.map((name) => ({ name, status: 'ENABLED_BY_DEFAULT' })),
    roles: [],
    denials: [],
    secrets: secrets(made, epoch),
    keys: keys(made, epoch),
    certificates: certificates(made),
    users: users(made, epoch),
    parameters: parameters(made, epoch),
    serverCertificates: serverCertificates(made),
    rootKeys: [],
  };
}

function secrets(made: Instant, epoch: Instant): SecretDeclaration[] {
  const secret = (name: string, more: Partial<SecretDeclaration> = {}): SecretDeclaration => ({
    name,
    region: HOME,
    suffix: '',
    createdAt: made,
    ...more,
  });
  return [
    secret('plain'),
    secret('path/with/slashes', { region: ABROAD }),
    secret('dots.and_under+at@equals='),
    secret('ends-like-an-arn-AbCdEf', { region: ABROAD }),
    secret('described', { description: 'Password of the payments database' }),
    secret('tagged', { tags: { team: 'payments', empty: '', 'kostenstelle/größe': 'µ = 5 €' } }),
    secret('tagged/hostile', { tags: { formula: '=1+1', markup: '@<b>' } }),
    secret('own-key', { kmsKeyId: 'alias/app/data', region: ABROAD }),
    secret('versions', { versions: [epoch] }),
    secret('rotates/30', { rotation: { everyDays: 30, firstAt: epoch } }),
    secret('rotates/7', { region: ABROAD, rotation: { everyDays: 7, firstAt: epoch } }),
    secret('pending-deletion', {
      deletion: { scheduledAt: epoch, dueAt: addDays(epoch, PENDING_DAYS) },
    }),
    secret('replicated', { replicas: [ABROAD] }),
  ];
}

function keys(made: Instant, epoch: Instant): KeyDeclaration[] {
  const key = (description: string, more: Partial<KeyDeclaration> = {}): KeyDeclaration => ({
    id: '',
    region: HOME,
    description,
    aliases: [],
    createdAt: made,
    manager: 'CUSTOMER',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    ...more,
  });
  const rotation = { periodDays: 365, enabledAt: made };
  return [
    key('no rotation'),
    key('rotates', { rotation }),
    key('rotates abroad', { region: ABROAD, rotation, aliases: ['alias/app/data'] }),
    key('two aliases', { aliases: ['alias/zebra', 'alias/app/first'] }),
    key('rotated on demand', { onDemandRotations: [epoch] }),
    key('disabled', { disabledAt: epoch }),
    key('disabled, rotates', { rotation, disabledAt: epoch, region: ABROAD }),
    key('pending deletion', { deletion: { scheduledAt: epoch, dueAt: addDays(epoch, PENDING_DAYS) } }),
    key('imported material', { origin: 'EXTERNAL' }),
    key('signs with RSA', { spec: 'RSA_2048', usage: 'SIGN_VERIFY' }),
    key('decrypts with RSA', { spec: 'RSA_4096', region: ABROAD }),
    key('signs with a curve', { spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY', aliases: ['alias/sign'] }),
    key('authenticates', { spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }),
    key('multi-region', { replicas: [ABROAD], rotation }),
    key('managed by AWS', { manager: 'AWS', aliases: ['alias/aws/ebs'] }),
  ];
}

function certificates(made: Instant): CertificateDeclaration[] {
  const certificate = (domain: string, more: Partial<CertificateDeclaration>): CertificateDeclaration => ({
    id: '',
    region: HOME,
    domain,
    type: 'IMPORTED',
    keyAlgorithm: 'RSA_2048',
    createdAt: made,
    validDays: 90,
    ...more,
  });
  return [
    certificate('rsa-2048.example.com', {}),
    certificate('rsa-3072.example.com', { keyAlgorithm: 'RSA_3072', validDays: 365 }),
    certificate('rsa-4096.example.com', { keyAlgorithm: 'RSA_4096', region: ABROAD, validDays: 398 }),
    certificate('p-256.example.com', { keyAlgorithm: 'EC_prime256v1', validDays: 6 }),
    certificate('p-384.example.com', { keyAlgorithm: 'EC_secp384r1', region: ABROAD, validDays: 1 }),
    certificate('p-521.example.com', { keyAlgorithm: 'EC_secp521r1' }),
    certificate('names.example.com', { alternatives: ['www.names.example.com', '*.names.example.com'] }),
    certificate('asked-for.example.com', { type: 'AMAZON_ISSUED', unissued: 'PENDING_VALIDATION' }),
    certificate('asked-for-names.example.com', {
      type: 'AMAZON_ISSUED',
      unissued: 'PENDING_VALIDATION',
      alternatives: ['www.asked-for-names.example.com'],
      region: ABROAD,
    }),
  ];
}

/** None has an Expiration policy: moto returns the policies of a parameter in a format that differs from AWS's. */
function parameters(made: Instant, epoch: Instant): ParameterDeclaration[] {
  const parameter = (name: string, more: Partial<ParameterDeclaration> = {}): ParameterDeclaration => ({
    name,
    region: HOME,
    type: 'SecureString',
    createdAt: made,
    ...more,
  });
  return [
    parameter('/app/db/password'),
    parameter('plain-name', { region: ABROAD }),
    parameter('/app/changed', { versions: [epoch] }),
    parameter('/app/own-key', { kmsKeyId: 'alias/app/data', region: ABROAD }),
    parameter('/app/a-setting', { type: 'String' }),
  ];
}

function serverCertificates(made: Instant): ServerCertificateDeclaration[] {
  const certificate = (name: string, path?: string): ServerCertificateDeclaration => ({
    name,
    id: `ASCA${name}`,
    uploadedAt: made,
    expiresAt: addDays(made, 365),
    ...(path === undefined ? {} : { path }),
  });
  return [certificate('www'), certificate('classic-lb', '/elb/')];
}

function users(made: Instant, epoch: Instant): UserDeclaration[] {
  const key = (inactive = false) => ({ id: '', createdAt: made, ...(inactive ? { inactiveAt: epoch } : {}) });
  return [
    { name: 'no-key', createdAt: made, keys: [] },
    { name: 'one-key', createdAt: made, keys: [key()] },
    { name: 'one-inactive', createdAt: made, keys: [key(true)] },
    { name: 'two-keys', createdAt: made, keys: [key(), key()] },
    { name: 'a-spare', createdAt: made, keys: [key(), key(true)] },
    { name: 'odd+name=with,signs.@-_', createdAt: made, keys: [key()] },
  ];
}
