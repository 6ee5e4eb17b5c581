import { addDays } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { CertificateDeclaration, KeyDeclaration, SecretDeclaration, UserDeclaration } from './estate.ts';
import { accessKeyId, secretSuffix, uuid } from './random.ts';
import type { Random } from './random.ts';

const PURPOSES: readonly [string, ...string[]] = ['db', 'api', 'queue', 'mail', 'cache', 'sso', 'webhook'];
const KEY_TYPES: readonly [string, ...string[]] = [
  'RSA_2048',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
];

/** A secret: two in five rotate, the others are changed manually at times, or never. */
export function generateSecret(
  index: number,
  region: string,
  from: Random,
  epoch: Instant,
): SecretDeclaration {
  const createdAt = addDays(epoch, -from.whole(1, 900) - from.next());
  const everyDays = from.whole(1, 6) * 30;
  const rotates = from.chance(0.4);
  return {
    name: `${from.pick(PURPOSES)}/credential-${index}`,
    region,
    suffix: secretSuffix(from),
    createdAt,
    uses: { from: createdAt, everyDays: from.whole(1, 60) },
    tags: { team: `team-${from.whole(1, 9)}` },
    ...(rotates ? { rotation: { everyDays, firstAt: addDays(createdAt, everyDays) } } : {}),
    ...(!rotates && from.chance(0.5)
      ? { versions: { from: addDays(createdAt, 100), everyDays: from.whole(100, 400) } }
      : {}),
  };
}

/** A symmetric customer key; half of them rotate. */
export function generateKey(index: number, region: string, from: Random, epoch: Instant): KeyDeclaration {
  const createdAt = addDays(epoch, -from.whole(1, 1200) - from.next());
  return {
    id: uuid(from),
    region,
    aliases: [`alias/data-${index}`],
    createdAt,
    manager: 'CUSTOMER',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    uses: { from: createdAt, everyDays: from.whole(1, 90) },
    tags: { purpose: from.pick(PURPOSES) },
    ...(from.chance(0.5) ? { rotation: { periodDays: 365, enabledAt: createdAt } } : {}),
  };
}

/** A certificate that ACM renews, or an imported one that a person must replace. */
export function generateCertificate(
  index: number,
  region: string,
  from: Random,
  epoch: Instant,
): CertificateDeclaration {
  const imported = from.chance(0.3);
  const validDays = imported ? 365 : 395;
  return {
    id: uuid(from),
    region,
    domain: `app-${index}.example.com`,
    type: imported ? 'IMPORTED' : 'AMAZON_ISSUED',
    keyAlgorithm: from.pick(KEY_TYPES),
    createdAt: addDays(epoch, -from.whole(1, 380) - from.next()),
    validDays,
    inUseBy: [`arn:aws:elasticloadbalancing:${region}:000000000000:loadbalancer/app/app-${index}/1`],
    ...(imported ? {} : { renewal: { beforeDays: 60, outcome: 'succeeds' as const } }),
  };
}

/** A user with one access key. */
export function generateAccessKey(index: number, from: Random, epoch: Instant): UserDeclaration {
  const createdAt = addDays(epoch, -from.whole(1, 700) - from.next());
  return {
    name: `job-${index}`,
    createdAt,
    keys: [
      {
        id: accessKeyId(from),
        createdAt,
        uses: { from: createdAt, everyDays: from.whole(1, 40) },
      },
    ],
  };
}
