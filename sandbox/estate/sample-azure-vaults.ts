import type { VaultCertificateDeclaration, VaultDeclaration } from './azure-estate.ts';
import type { At } from './sample-secrets.ts';

export type SampleSubscription = 'bank-core' | 'bank-payments' | 'shop-platform' | 'bank-retired';

const place = { region: 'westeurope', resourceGroup: 'rg-vaults' } as const;
const kept = { access: 'rbac', retentionDays: 90, purgeProtection: true } as const;
const nothing = { secrets: [], keys: [], certificates: [] };

/** The vaults of the sample with individual cases; positive days are in the future at the epoch. */
export function sampleVaults(at: At): Record<SampleSubscription, VaultDeclaration[]> {
  return {
    'bank-core': [
      coreVault(at),
      { ...place, ...kept, ...nothing, name: 'kv-skc-swift', closed: 'denied', access: 'policies' },
    ],
    'bank-payments': [paymentsVault(at), edgeVault(at)],
    'shop-platform': [shopVault(at), firewalledVault(at)],
    'bank-retired': [],
  };
}

function coreVault(at: At): VaultDeclaration {
  return {
    ...place,
    ...kept,
    name: 'kv-skc-core',
    secrets: [
      { name: 'ledger-admin-password', createdAt: at(-900), tags: { team: 'core' } },
      { name: 'swift-gateway-token', createdAt: at(-350), versions: [at(8)], validDays: 365 },
      { name: 'old-batch-password', createdAt: at(-1000), disabledAt: at(-200) },
      // Deleted by mistake three days ago, and recovered in five.
      {
        name: 'clearing-house-key',
        createdAt: at(-400),
        validDays: 730,
        deletion: { at: at(-3), restoredAt: at(5) },
      },
    ],
    keys: [
      { name: 'disk-encryption', createdAt: at(-500), keyType: 'RSA', rotation: { afterDays: 180 } },
      { name: 'database-tde', createdAt: at(-700), keyType: 'RSA' },
      {
        name: 'backup-wrap',
        createdAt: at(-400),
        keyType: 'RSA',
        rotation: { afterDays: 90, failsFrom: at(-60) },
      },
    ],
    certificates: [certificate('core-mtls', at, { createdAt: at(-300), issuer: 'Self', beforeDays: 30 })],
  };
}

function paymentsVault(at: At): VaultDeclaration {
  return {
    ...place,
    ...kept,
    name: 'kv-skc-payments',
    secrets: [
      {
        name: 'card-scheme-token',
        createdAt: at(-359),
        validDays: 365,
        versions: [at(3)],
        tags: { owner: 'payments-security' },
      },
      { name: 'fraud-model-key', createdAt: at(-368), validDays: 365 },
      { name: 'iban-check-token', createdAt: at(-20) },
      { name: 'retired-terminal-pin', createdAt: at(-600), validDays: 900, deletion: { at: at(-80) } },
    ],
    keys: [
      {
        name: 'statement-signing',
        createdAt: at(-90),
        keyType: 'EC',
        validDays: 365,
        rotation: { beforeExpiryDays: 30, expiresInDays: 365 },
      },
      { name: 'token-vault', createdAt: at(-30), keyType: 'RSA', validDays: 730 },
    ],
    certificates: [
      certificate('pay-api', at, { createdAt: at(-300), issuer: 'DigiCert', beforeDays: 30 }),
      // Its issuer has rejected renewals since the middle of the month.
      certificate('pay-callback', at, {
        createdAt: at(-345),
        issuer: 'DigiCert',
        beforeDays: 30,
        failsFrom: at(-15),
      }),
      certificate('pay-terminal', at, { createdAt: at(-346), issuer: 'Unknown', beforeDays: 30 }),
    ],
  };
}

/** Without purge protection, and with a retention of only one week. */
function edgeVault(at: At): VaultDeclaration {
  return {
    ...place,
    name: 'kv-skc-edge',
    access: 'rbac',
    retentionDays: 7,
    purgeProtection: false,
    secrets: [
      { name: 'cdn-purge-key', createdAt: at(-40), validDays: 365 },
      { name: 'edge-canary', createdAt: at(6), validDays: 90 },
      { name: 'dropped-webhook', createdAt: at(-100), deletion: { at: at(-2) } },
    ],
    keys: [],
    certificates: [
      certificate('edge-wildcard', at, {
        createdAt: at(-20),
        issuer: 'DigiCert',
        beforeDays: 20,
        validDays: 198,
      }),
    ],
  };
}

/** Names in Key Vault are letters, digits and dashes; tags and content types are free text. */
function shopVault(at: At): VaultDeclaration {
  return {
    ...place,
    ...kept,
    name: 'kv-skc-shop',
    secrets: [
      { name: 'coupon-api-key', createdAt: at(-200), tags: { note: 'printed on receipts' } },
      {
        name: 'mail-smtp-password',
        createdAt: at(-450),
        contentType: 'text/plain',
      },
      {
        name: 'search-api-key',
        createdAt: at(-100),
        validDays: 365,
        tags: { note: 'read by the search cluster', team: 'shop' },
      },
      {
        name: 'loyalty-partner',
        createdAt: at(-60),
        validDays: 90,
        versions: [at(20)],
        tags: { owner: 'loyalty' },
      },
      { name: 'season-sale', createdAt: at(-170), validDays: 180, tags: { note: 'for the summer sale' } },
    ],
    keys: [
      {
        name: 'customer-data',
        createdAt: at(-95),
        keyType: 'RSA',
        rotation: { afterDays: 365 },
        edits: [at(4)],
      },
    ],
    certificates: [
      certificate('shop-www', at, { createdAt: at(-330), issuer: 'DigiCert', lifetimePercentage: 80 }),
    ],
  };
}

/** Reachable only from its own network; Resource Manager returns the attributes. */
function firewalledVault(at: At): VaultDeclaration {
  return {
    ...place,
    ...kept,
    name: 'kv-skc-warehouse',
    closed: 'firewall',
    secrets: [
      { name: 'robot-arm-token', createdAt: at(-420), validDays: 365 },
      { name: 'forklift-telemetry', createdAt: at(-30), validDays: 365 },
    ],
    keys: [],
    certificates: [],
  };
}

function certificate(
  name: string,
  at: At,
  story: Pick<VaultCertificateDeclaration, 'createdAt' | 'issuer'> & Partial<VaultCertificateDeclaration>,
): VaultCertificateDeclaration {
  return {
    name,
    validDays: 365,
    action: 'AutoRenew',
    keyType: 'RSA',
    keySize: 2048,
    subject: `CN=${name}.skc-sample.example`,
    tags: { since: at(-365).slice(0, 10) },
    ...story,
  };
}
