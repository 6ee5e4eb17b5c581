import { addDays } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Estate, EstateAccount } from './estate.ts';
import { generateAccessKey, generateCertificate, generateKey, generateSecret } from './generate-skc.ts';
import { random } from './random.ts';
import type { Random } from './random.ts';

export interface EstateSize {
  /** Number of accounts, including the management account (111111111111). */
  accounts: number;
  /** Number of secrets, keys, certificates and access keys in all accounts. */
  skcs: number;
  seed: number;
  epoch: Instant;
}

export const MANAGEMENT_ACCOUNT = '111111111111';
export const MEMBER_ROLE = { name: 'skc-watch-reader', externalId: 'skc-sample' };

const REGIONS: readonly [string, ...string[]] = ['us-east-1', 'eu-west-1'];

/**
 * An estate of any size: of ten SKCs, six are secrets, two are keys, one is a certificate and one is an access key. The
 * same seed produces the same estate.
 */
export function generateEstate({ accounts, skcs, seed, epoch }: EstateSize): Estate {
  const from = random(seed);
  const made = Array.from({ length: accounts }, (_, index) => generateAccount(index, epoch));
  for (let index = 0; index < skcs; index++) {
    const account = made[index % accounts];
    if (account !== undefined) addSkc(account, Math.floor(index / accounts), from, epoch);
  }
  return {
    epoch,
    organisation: {
      id: 'o-skcsandbox',
      rootId: 'r-root',
      managementAccountId: MANAGEMENT_ACCOUNT,
      units: [{ id: 'ou-root-workload', name: 'workloads', parentId: 'r-root' }],
    },
    accounts: made,
    neverConfirm: [],
  };
}

function generateAccount(index: number, epoch: Instant): EstateAccount {
  const id = index === 0 ? MANAGEMENT_ACCOUNT : String(200_000_000_000 + index);
  const name = index === 0 ? 'management' : `team-${index}`;
  return {
    id,
    name,
    email: `aws+${name}@example.com`,
    state: 'ACTIVE',
    parentId: index === 0 ? 'r-root' : 'ou-root-workload',
    joinedAt: addDays(epoch, -1500),
    regions: REGIONS.map((region) => ({ name: region, status: 'ENABLED_BY_DEFAULT' })),
    roles: [MEMBER_ROLE],
    denials: [],
    secrets: [],
    keys: [],
    certificates: [],
    users: [],
    rootKeys: [],
  };
}

function addSkc(account: EstateAccount, index: number, from: Random, epoch: Instant): void {
  const region = from.pick(REGIONS);
  const slot = index % 10;
  if (slot < 6) account.secrets.push(generateSecret(index, region, from, epoch));
  else if (slot < 8) account.keys.push(generateKey(index, region, from, epoch));
  else if (slot === 8) account.certificates.push(generateCertificate(index, region, from, epoch));
  else account.users.push(generateAccessKey(index, from, epoch));
}
