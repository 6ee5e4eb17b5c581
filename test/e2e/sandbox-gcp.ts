import { addDays, type Instant } from '../../shared/model/instant.ts';
import type { GcpEstate, GcpProject } from '../../sandbox/estate/gcp-estate.ts';
import { gcpOperationPermissions } from '../../sandbox/gcp/gcp.ts';
import type { Trust } from './trust.ts';

export const ORGANISATION = '600000000000';
/** The project of pool and service account, which is not read. */
export const TOOLS_PROJECT = 'sec-tools-7000';
export const TOOLS_NUMBER = '700000000000';

const PAY = 'pay-e2e-1001';
/** Cloud KMS is disabled there. */
export const SHOP = 'shop-e2e-1002';
/** Google names the project where an API is off by its number. */
export const SHOP_NUMBER = '100000001002';
const KEY_ID = 'e2'.repeat(20);
const API_KEY_ID = '5e1f2a00-0000-4000-8000-0000000000e2';

/** Two projects that grant access according to `trust`. */
export function gcpEstate(now: Instant, trust: Trust['gcp']): GcpEstate {
  const at = (days: number) => addDays(now, days);
  const refused = [...new Set(gcpOperationPermissions().values())]
    .filter((permission) => !trust.permissions.includes(permission))
    .map((permission) => ({ permission }));
  return {
    organisationId: ORGANISATION,
    workloadIdentity: trust,
    projects: [
      project(PAY, '100000001001', {
        denials: refused,
        createdAt: at(-900),
        secrets: [
          { name: 'risk-token', createdAt: at(-40), versions: [at(-40)] },
          {
            name: 'scoring-token',
            createdAt: at(-50),
            versions: { from: at(-50), everyDays: 30 },
            rotation: { everyDays: 30, firstAt: at(-20) },
          },
          { name: 'settlement', region: 'europe-west3', createdAt: at(-10), versions: [at(-10)] },
        ],
        keys: [
          {
            ring: 'pay',
            name: 'ledger',
            location: 'europe-west3',
            createdAt: at(-60),
            purpose: 'ENCRYPT_DECRYPT',
            algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION',
            protectionLevel: 'SOFTWARE',
          },
        ],
        serviceAccounts: [{ name: 'batch', createdAt: at(-800), keys: [{ id: KEY_ID, createdAt: at(-45) }] }],
      }),
      project(SHOP, SHOP_NUMBER, {
        denials: refused,
        createdAt: at(-900),
        disabledApis: ['cloudkms.googleapis.com'],
        secrets: [{ name: 'tag-manager', createdAt: at(-400), versions: [at(-400)] }],
        apiKeys: [
          {
            uid: API_KEY_ID,
            displayName: 'maps',
            createdAt: at(-30),
            apis: ['maps-backend.googleapis.com'],
          },
        ],
      }),
    ],
  };
}

/** The SKCs, as expected in the inventory: account, type, location and id. */
export const GCP_SKCS: Readonly<Record<string, readonly string[]>> = {
  [PAY]: [
    `gcp.kms-key europe-west3 //cloudkms.googleapis.com/projects/${PAY}/locations/europe-west3/keyRings/pay/cryptoKeys/ledger`,
    `gcp.secret-manager-secret europe-west3 //secretmanager.googleapis.com/projects/100000001001/locations/europe-west3/secrets/settlement`,
    `gcp.secret-manager-secret global //secretmanager.googleapis.com/projects/100000001001/secrets/risk-token`,
    `gcp.secret-manager-secret global //secretmanager.googleapis.com/projects/100000001001/secrets/scoring-token`,
    `gcp.service-account-key global //iam.googleapis.com/projects/${PAY}/serviceAccounts/batch@${PAY}.iam.gserviceaccount.com/keys/${KEY_ID}`,
  ],
  [SHOP]: [
    `gcp.api-key global //apikeys.googleapis.com/projects/100000001002/locations/global/keys/${API_KEY_ID}`,
    `gcp.secret-manager-secret global //secretmanager.googleapis.com/projects/100000001002/secrets/tag-manager`,
  ],
};

/** The expected findings: severity, rule, name, location. The accounts have no contact. */
export const GCP_VERDICTS: Readonly<Record<string, readonly string[]>> = {
  [PAY]: [
    `high no-contact ${PAY} -`,
    `medium never-expires batch@${PAY}.iam.gserviceaccount.com/${KEY_ID} global`,
    'medium never-expires risk-token global',
    'medium never-expires settlement europe-west3',
    'medium rotation-off pay/ledger europe-west3',
  ],
  [SHOP]: [
    `high no-contact ${SHOP} -`,
    'medium never-expires maps global',
    // Its only version is 400 days old; the limit is 365.
    'medium rotation-overdue tag-manager global',
    'medium target-unreadable gcp.kms-key in global global',
  ],
};

function project(id: string, number: string, parts: Partial<GcpProject>): GcpProject {
  return {
    id,
    number,
    name: id,
    parent: `organizations/${ORGANISATION}`,
    createdAt: '2020-01-01T00:00:00Z',
    locations: ['europe-west3'],
    secrets: [],
    keys: [],
    serviceAccounts: [],
    apiKeys: [],
    certificates: [],
    sslCertificates: [],
    ...parts,
  };
}
