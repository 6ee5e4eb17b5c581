import type { Denial, EstateAccount, EstateOrganisation, EstateUnit } from './estate.ts';
import { MANAGEMENT_ACCOUNT, MEMBER_ROLE } from './generate.ts';

/** The key whose policy denies SKC Watch `kms:DescribeKey`. */
export const POLICY_DENIED_KEY = 'd0000000-0000-4000-a000-00000000dead';

export const SAMPLE_ACCOUNTS = [
  'org-management',
  'pay-prod',
  'shop-web',
  'data-lake',
  'core-banking',
  'sandbox-dev',
  'mobile-app',
] as const;
export type SampleAccount = (typeof SAMPLE_ACCOUNTS)[number];

/** By name: the account ids of the sample organisation. */
export const SAMPLE_IDS: Record<SampleAccount, string> = {
  'org-management': MANAGEMENT_ACCOUNT,
  'pay-prod': '222222222222',
  'shop-web': '333333333333',
  'data-lake': '444444444444',
  'core-banking': '555555555555',
  'sandbox-dev': '666666666666',
  'mobile-app': '777777777777',
};

/** The subscription of this address is never confirmed. */
export const NEVER_CONFIRMS = 'mobile-team@skc-sample.example';

export const SAMPLE_REGIONS: Record<SampleAccount, readonly [string, ...string[]]> = {
  'org-management': ['us-east-1', 'eu-west-1'],
  'pay-prod': ['eu-west-1', 'eu-central-1', 'us-east-1'],
  'shop-web': ['eu-west-1', 'us-east-1'],
  'data-lake': ['eu-west-1', 'eu-central-1', 'us-east-1'],
  'core-banking': ['eu-central-1', 'us-east-1'],
  'sandbox-dev': ['eu-west-1', 'us-east-1'],
  'mobile-app': ['eu-west-1', 'us-east-1'],
};

const UNITS: EstateUnit[] = [
  { id: 'ou-root-bank', name: 'bank', parentId: 'r-root' },
  { id: 'ou-root-shop', name: 'shop', parentId: 'r-root' },
  { id: 'ou-bank-prod', name: 'bank-prod', parentId: 'ou-root-bank' },
  { id: 'ou-root-play', name: 'playground', parentId: 'r-root' },
];

const PARENTS: Record<SampleAccount, string> = {
  'org-management': 'r-root',
  'pay-prod': 'ou-bank-prod',
  'shop-web': 'ou-root-shop',
  'data-lake': 'ou-root-bank',
  'core-banking': 'ou-bank-prod',
  'sandbox-dev': 'ou-root-play',
  'mobile-app': 'ou-root-shop',
};

/** KMS denied by policy in one region of one account, and one key denied by its own policy. */
const DENIALS: Partial<Record<SampleAccount, Denial[]>> = {
  'data-lake': [{ service: 'kms', region: 'eu-central-1', by: 'scp' }],
  'pay-prod': [{ service: 'kms', operations: ['DescribeKey'], resource: POLICY_DENIED_KEY, by: 'resource' }],
};

export const SAMPLE_ORGANISATION: EstateOrganisation = {
  id: 'o-skcsample0',
  rootId: 'r-root',
  managementAccountId: MANAGEMENT_ACCOUNT,
  units: UNITS,
  emptyPages: true,
};

/** An account of the sample without its SKCs; core-banking has no role to assume. */
export function sampleAccount(name: SampleAccount, joinedAt: string): EstateAccount {
  const team = name.replace(/-.*/, '');
  return {
    id: SAMPLE_IDS[name],
    name,
    email: `aws+${name}@skc-sample.example`,
    state: 'ACTIVE',
    parentId: PARENTS[name],
    joinedAt,
    tags: { team },
    regions: [
      ...SAMPLE_REGIONS[name].map((region) => ({ name: region, status: 'ENABLED_BY_DEFAULT' as const })),
      { name: 'ap-east-1', status: 'DISABLED' },
    ],
    roles: name === 'core-banking' ? [] : [MEMBER_ROLE],
    ...(name === 'sandbox-dev'
      ? {}
      : {
          securityContact: {
            name: `${team} security`,
            title: 'Shared inbox',
            email: `${team}-security@skc-sample.example`,
            phone: '+00 000 0000',
          },
        }),
    denials: DENIALS[name] ?? [],
    secrets: [],
    keys: [],
    certificates: [],
    users: [],
    rootKeys: [],
  };
}
