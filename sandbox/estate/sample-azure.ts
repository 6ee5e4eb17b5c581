import { addDays, type Instant } from '../../shared/model/instant.ts';
import { webIdentityIssuer } from '../aws/web-identity.ts';
import type { AzureEstate, AzureSubscription, VaultDeclaration } from './azure-estate.ts';
import { MANAGEMENT_ACCOUNT } from './generate.ts';
import { random, uuid, type Random } from './random.ts';
import { sampleApplications, sampleServicePrincipals } from './sample-azure-directory.ts';
import { sampleVaults, type SampleSubscription } from './sample-azure-vaults.ts';
import type { At } from './sample-secrets.ts';

/** The sample organisation's Azure tenant, and the application that trusts the sample's AWS role. */
export const SAMPLE_TENANT = '3b1f7a90-5c2e-4d8f-9a61-0c4e8d2b7f15';
export const SAMPLE_CLIENT = '8d4c2b1a-7e6f-4a5b-8c9d-1e2f3a4b5c6d';

/** By name: the subscriptions of the sample organisation. */
export const SAMPLE_SUBSCRIPTIONS: Record<SampleSubscription, string> = {
  'bank-core': '11111111-aaaa-4aaa-8aaa-111111111111',
  'bank-payments': '22222222-bbbb-4bbb-8bbb-222222222222',
  'shop-platform': '33333333-cccc-4ccc-8ccc-333333333333',
  'bank-retired': '44444444-dddd-4ddd-8ddd-444444444444',
};

const GROUPS: Record<SampleSubscription, string[]> = {
  'bank-core': ['skc-sample', 'bank'],
  'bank-payments': ['skc-sample', 'bank'],
  'shop-platform': ['skc-sample', 'shop'],
  'bank-retired': ['skc-sample', 'bank'],
};

/** Number of ordinary secrets in a subscription's first vault. */
const ORDINARY: Record<SampleSubscription, number> = {
  'bank-core': 8,
  'bank-payments': 14,
  'shop-platform': 10,
  'bank-retired': 0,
};

/**
 * Azure in the sample organisation: four subscriptions, six vaults and an HSM, applications and storage accounts. All
 * dates are relative to `epoch`; the same epoch produces the same estate.
 */
export function sampleAzure(epoch: Instant): AzureEstate {
  const at: At = (days) => addDays(epoch, days);
  const from = random(20_261_122);
  const names = ['bank-core', 'bank-payments', 'shop-platform', 'bank-retired'] as const;
  return {
    tenantId: SAMPLE_TENANT,
    federation: {
      clientId: SAMPLE_CLIENT,
      issuer: webIdentityIssuer(MANAGEMENT_ACCOUNT),
      subject: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/sandbox`,
      audience: 'api://AzureADTokenExchange',
    },
    subscriptions: names.map((name) => subscription(name, at, from)),
    applications: sampleApplications(at),
    servicePrincipals: sampleServicePrincipals(at),
  };
}

function subscription(name: SampleSubscription, at: At, from: Random): AzureSubscription {
  const vaults = sampleVaults(at)[name];
  return {
    id: SAMPLE_SUBSCRIPTIONS[name],
    name,
    state: name === 'bank-retired' ? 'Disabled' : 'Enabled',
    managementGroups: GROUPS[name],
    tags: { team: name.replace(/-.*/, '') },
    vaults: vaults.map((vault, index) => (index === 0 ? withOrdinary(vault, name, at, from) : vault)),
    hsms:
      name === 'bank-core'
        ? [
            {
              name: 'hsm-skc-bank',
              region: 'westeurope',
              resourceGroup: 'rg-keys',
              retentionDays: 90,
              purgeProtection: true,
              keys: [
                {
                  name: 'pin-translation',
                  createdAt: at(-200),
                  keyType: 'RSA-HSM',
                  rotation: { afterDays: 365 },
                },
                { name: 'master-2019', createdAt: at(-1200), keyType: 'RSA-HSM' },
              ],
            },
          ]
        : [],
    storageAccounts: storageAccounts(name, at),
  };
}

/** An ordinary secret: a job creates a new version every quarter, valid for half a year. */
function withOrdinary(
  vault: VaultDeclaration,
  name: SampleSubscription,
  at: At,
  from: Random,
): VaultDeclaration {
  const team = name.replace(/-.*/, '');
  const ordinary = Array.from({ length: ORDINARY[name] }, (_, index) => {
    const createdAt = at(-from.whole(100, 500) - from.next());
    return {
      name: `${team}-service-${index + 1}-${from.pick(['db-password', 'api-key', 'webhook', 'smtp'])}`,
      createdAt,
      versions: { from: addDays(createdAt, 90), everyDays: 90 },
      validDays: 180,
      tags: { team, id: uuid(from).slice(0, 8) },
    };
  });
  return { ...vault, secrets: [...vault.secrets, ...ordinary] };
}

function storageAccounts(name: SampleSubscription, at: At): AzureSubscription['storageAccounts'] {
  const place = { region: 'westeurope', resourceGroup: 'rg-data' };
  if (name === 'bank-payments')
    return [
      // Its second key has never been regenerated; the first is regenerated in ten days.
      {
        ...place,
        name: 'skcpaystatements',
        createdAt: at(-420),
        key1: [at(-420), at(-110), at(10)],
        key2: [at(-420)],
        keyPolicyDays: 90,
        sharedKeyAccess: true,
        tags: { team: 'payments' },
      },
      {
        ...place,
        name: 'skcpayarchive',
        createdAt: at(-300),
        key1: [at(-300)],
        key2: [at(-300)],
        sharedKeyAccess: false,
      },
    ];
  if (name === 'shop-platform')
    return [
      {
        ...place,
        name: 'skcshopimages',
        createdAt: at(-60),
        key1: [at(-60)],
        key2: [at(-60)],
        sharedKeyAccess: true,
      },
      // Older than Azure's record of key dates.
      { ...place, name: 'skcshoplegacy', createdAt: at(-2600), sharedKeyAccess: true },
    ];
  return [];
}
