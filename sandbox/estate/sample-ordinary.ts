import type { CertificateDeclaration, EstateAccount, KeyDeclaration, SecretDeclaration } from './estate.ts';
import type { Random } from './random.ts';
import { multiRegionKeyId, secretSuffix, uuid } from './random.ts';
import type { At } from './sample-secrets.ts';
import type { SampleUser } from './sample-users.ts';

interface Setting {
  regions: readonly [string, ...string[]];
  from: Random;
  at: At;
}

const SERVICES: readonly [string, ...string[]] = [
  'accounts',
  'billing',
  'catalogue',
  'checkout',
  'documents',
  'events',
  'fees',
  'gateway',
  'history',
  'invoices',
  'limits',
  'messages',
  'notifications',
  'onboarding',
  'pricing',
  'quotes',
  'risk',
  'search',
  'tariffs',
  'vouchers',
];
const USES: readonly [string, ...string[]] = [
  'db-password',
  'api-key',
  'oauth-client',
  'smtp',
  'webhook-secret',
];

/** An ordinary secret: most rotate, the others are changed by hand about once a year. */
export function ordinarySecret(
  team: string,
  index: number,
  { regions, from, at }: Setting,
): SecretDeclaration {
  const service = SERVICES[index % SERVICES.length] ?? 'accounts';
  const use = USES[Math.floor(index / SERVICES.length) % USES.length] ?? 'db-password';
  const age = from.whole(40, 700) + from.next();
  const everyDays = from.pick([30, 30, 60, 90]);
  const shared = {
    name: `${team}/${service}/${use}`,
    region: regions[index % regions.length] ?? regions[0],
    suffix: secretSuffix(from),
    createdAt: at(-age),
    uses: { from: at(-age + 1), everyDays: from.pick([1, 1, 1, 3, 7]) },
    tags: { team, service },
  };
  if (from.chance(0.66))
    return { ...shared, rotation: { everyDays, firstAt: at(-age + Math.min(everyDays, age)) } };
  const byHand = age > 340 && from.chance(0.8);
  return byHand ? { ...shared, versions: [at(-from.whole(20, 300))] } : shared;
}

/** An ordinary symmetric key: nearly all rotate yearly. */
export function ordinaryKey(team: string, index: number, { regions, from, at }: Setting): KeyDeclaration {
  const age = from.whole(30, 1100) + from.next();
  return {
    id: uuid(from),
    region: regions[index % regions.length] ?? regions[0],
    aliases: [`alias/${team}-${SERVICES[index % SERVICES.length] ?? 'data'}`],
    createdAt: at(-age),
    manager: 'CUSTOMER',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    uses: { from: at(-age), everyDays: 1 },
    tags: { team },
    ...(from.chance(0.88) ? { rotation: { periodDays: 365, enabledAt: at(-age) } } : {}),
  };
}

/** An ordinary certificate: nearly all are renewed by ACM. */
export function ordinaryCertificate(
  account: EstateAccount,
  index: number,
  { regions, from, at }: Setting,
): CertificateDeclaration {
  const region = regions[index % regions.length] ?? regions[0];
  const service = SERVICES[index % SERVICES.length] ?? 'www';
  const shared = {
    id: uuid(from),
    region,
    domain: `${service}.${account.name}.skc-sample.example`,
    keyAlgorithm: from.pick(['RSA_2048', 'RSA_2048', 'EC_prime256v1']),
    inUseBy: [loadBalancer(account.id, region, service)],
    tags: { service },
  };
  if (from.chance(0.85))
    return {
      ...shared,
      type: 'AMAZON_ISSUED',
      createdAt: at(-from.whole(10, 320) - from.next()),
      validDays: 395,
      renewal: { beforeDays: 60, outcome: 'succeeds' },
    };
  const daysLeft = from.whole(65, 300);
  return {
    ...shared,
    type: 'IMPORTED',
    createdAt: at(daysLeft - 365),
    validDays: 365,
    issuer: 'Sample Trust CA 3',
  };
}

/** The user of an ordinary job: most get a new key every 60 days and lose the old one a day later. */
export function ordinaryUser(team: string, index: number, { from, at }: Setting): SampleUser {
  const name = `${team}-${SERVICES[index % SERVICES.length] ?? 'job'}-job`;
  const newest = -from.whole(1, 59) - from.next();
  const used = (days: number) => ({ from: at(days), everyDays: 1 });
  if (from.chance(0.25))
    return { name, createdAt: at(-500), keys: [{ createdAt: at(newest - 40), uses: used(newest - 40) }] };
  // Six rotations: the current one at the epoch and five future ones.
  const keys = Array.from({ length: 6 }, (_, turn) => {
    const days = newest + turn * 60;
    return { createdAt: at(days), deletedAt: at(days + 61), uses: used(days) };
  });
  return { name, createdAt: at(-500), keys };
}

/** Random ids for declarations that do not set them. */
export function keyId(from: Random, multiRegion: boolean): string {
  return multiRegion ? multiRegionKeyId(from) : uuid(from);
}

export function loadBalancer(account: string, region: string, name: string): string {
  return `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/${name}/50dc6c495c0c9188`;
}
