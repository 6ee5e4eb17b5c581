import { webIdentityIssuer } from '../../sandbox/aws/web-identity.ts';
import type {
  AzureEstate,
  AzureSubscription,
  VaultCertificateDeclaration,
  VaultDeclaration,
  VaultKeyDeclaration,
  VaultObjectDeclaration,
} from '../../sandbox/estate/azure-estate.ts';
import { MANAGEMENT_ACCOUNT } from '../../sandbox/estate/generate.ts';
import { addDays, type Instant } from '../../shared/model/instant.ts';
import type { AzureShape } from '../sandbox/shape.ts';

export const TENANT = '7f1c0a52-0000-4000-8000-000000000001';
export const CLIENT = '7f1c0a52-0000-4000-8000-0000000000ca';
export const AUDIENCE = 'api://AzureADTokenExchange';

/** Subscriptions have one or nine vaults in turn, so that some vaults are read by all sources at once. */
const TURNS = [1, 9] as const;

/** Vaults of one size. One secret in four and every other key has a finding; no certificate has one. */
export function azureEstate(shape: AzureShape, epoch: Instant): AzureEstate {
  const vaults = Array.from({ length: shape.vaults }, (_, index) => vaultOf(index, shape, epoch));
  const subscriptions: AzureSubscription[] = [];
  for (let begun = 0; begun < vaults.length;) {
    const index = subscriptions.length;
    const held = vaults.slice(begun, begun + (TURNS[index % TURNS.length] ?? 1));
    begun += held.length;
    subscriptions.push({
      id: `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      name: `team-${index}`,
      state: 'Enabled',
      managementGroups: ['root'],
      vaults: held,
      hsms: [],
      storageAccounts: [],
    });
  }
  return {
    tenantId: TENANT,
    federation: {
      clientId: CLIENT,
      issuer: webIdentityIssuer(MANAGEMENT_ACCOUNT),
      subject: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/sandbox`,
      audience: AUDIENCE,
    },
    subscriptions,
    applications: [],
    servicePrincipals: [],
  };
}

function vaultOf(
  index: number,
  { secrets, keys, certificates }: AzureShape,
  epoch: Instant,
): VaultDeclaration {
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, each) => make(each));
  return {
    name: `kv-bench-${index}`,
    region: 'westeurope',
    resourceGroup: 'rg-bench',
    access: 'rbac',
    retentionDays: 90,
    purgeProtection: true,
    secrets: many(secrets, (each) => secretOf(each, epoch)),
    keys: many(keys, (each) => keyOf(each, epoch)),
    certificates: many(certificates, (each) => certificateOf(each, epoch)),
  };
}

function secretOf(index: number, epoch: Instant): VaultObjectDeclaration {
  const at = (days: number) => addDays(epoch, days);
  const declared = {
    name: `app-${index}-database-password`,
    contentType: 'text/plain',
    tags: { team: `team-${index % 9}`, environment: 'prod' },
  };
  const slot = index % 20;
  if (slot < 15) return { ...declared, createdAt: at(-30 - (index % 150)), validDays: 365 };
  if (slot < 18) return { ...declared, createdAt: at(-30 - (index % 300)) };
  if (slot === 18) return { ...declared, createdAt: at(-325), validDays: 365 };
  return { ...declared, createdAt: at(-400), validDays: 365 };
}

function keyOf(index: number, epoch: Instant): VaultKeyDeclaration {
  return {
    name: `app-${index}-key`,
    createdAt: addDays(epoch, -10 - (index % 300)),
    keyType: 'RSA',
    ...(index % 2 === 0 ? { rotation: { afterDays: 90 } } : {}),
    tags: { team: `team-${index % 9}` },
  };
}

/** One in six is in its last sixty days, in which its last operation is read. */
function certificateOf(index: number, epoch: Instant): VaultCertificateDeclaration {
  return {
    name: `app-${index}-example-com`,
    createdAt: addDays(epoch, -(index % 6 === 5 ? 310 : 10 + (index % 250))),
    validDays: 365,
    issuer: index % 3 === 0 ? 'DigiCert' : 'Self',
    action: 'AutoRenew',
    beforeDays: 30,
    keyType: 'RSA',
    keySize: 2048,
    subject: `CN=app-${index}.example.com`,
    tags: { team: `team-${index % 9}` },
  };
}
