import { addDays, type Instant } from '../../shared/model/instant.ts';
import { vaultOperationActions } from '../../sandbox/azure/key-vault.ts';
import type { AzureEstate, VaultDeclaration } from '../../sandbox/estate/azure-estate.ts';
import type { Trust } from './trust.ts';

export const TENANT = '7f1c0a52-0000-4000-8000-0000000000e2';
export const SUBSCRIPTIONS = {
  'pay-prod': 'a0000000-0000-4000-8000-0000000000e1',
  'shop-prod': 'a0000000-0000-4000-8000-0000000000e2',
} as const;
/** It uses access policies, which the commands of `skc connect` set for each vault. */
export const POLICY_VAULT = 'kv-e2e-edge';

const APPLICATION = '5a5a5a5a-0000-4000-8000-0000000000e1';
const SECRET = '7c7c7c7c-0000-4000-8000-0000000000e1';

/** The data actions needed to read all metadata of the vaults. */
const READING = [...vaultOperationActions().values()].filter((action) =>
  /\/read(Metadata\/action)?$/.test(action),
);

/** A tenant with two subscriptions that grants access according to `trust`. */
export function azureEstate(now: Instant, trust: Trust['azure']): AzureEstate {
  const at = (days: number) => addDays(now, days);
  const refused = { closed: 'denied' } as const;
  const byRole = READING.every((action) => trust.dataActions.includes(action)) ? {} : refused;
  const byPolicy = trust.vaultsByPolicy.includes(POLICY_VAULT) ? {} : refused;
  return {
    tenantId: TENANT,
    federation: trust,
    subscriptions: [
      {
        state: 'Enabled',
        managementGroups: ['root'],
        hsms: [],
        id: SUBSCRIPTIONS['pay-prod'],
        name: 'pay-prod',
        vaults: [
          vault('kv-e2e-pay', {
            ...byRole,
            secrets: [
              { name: 'card-token', createdAt: at(-359), validDays: 365 },
              { name: 'iban-token', createdAt: at(-20) },
            ],
            keys: [{ name: 'statement-key', createdAt: at(-30), validDays: 730, keyType: 'RSA' }],
            certificates: [
              certificate('pay-api', at(-300), 'DigiCert'),
              certificate('pay-terminal', at(-346), 'Unknown'),
            ],
          }),
          vault(POLICY_VAULT, {
            ...byPolicy,
            access: 'policies',
            purgeProtection: false,
            secrets: [{ name: 'edge-canary', createdAt: at(-10), validDays: 365 }],
          }),
        ],
        storageAccounts: [],
      },
      {
        state: 'Enabled',
        managementGroups: ['root'],
        hsms: [],
        id: SUBSCRIPTIONS['shop-prod'],
        name: 'shop-prod',
        vaults: [
          // Resource Manager lists its secrets and keys, but no certificates.
          vault('kv-e2e-shut', {
            closed: 'firewall',
            secrets: [{ name: 'robot-token', createdAt: at(-30), validDays: 365 }],
            certificates: [certificate('shop-www', at(-360), 'Unknown')],
          }),
        ],
        storageAccounts: [
          {
            name: 'skce2edata',
            region: 'westeurope',
            resourceGroup: 'rg-data',
            createdAt: at(-400),
            key1: [at(-120)],
            key2: [at(-10)],
            sharedKeyAccess: true,
          },
        ],
      },
    ],
    applications: [
      {
        id: APPLICATION,
        appId: '6b6b6b6b-0000-4000-8000-0000000000e1',
        name: 'ci-robot',
        owner: 'organisation',
        createdAt: at(-360),
        secrets: [{ keyId: SECRET, name: 'pipeline', createdAt: at(-360), endsAt: at(5) }],
        certificates: [],
      },
    ],
    servicePrincipals: [],
  };
}

/** The SKCs that can be read, as expected in the inventory: account, type, location and id. */
export const AZURE_SKCS: Readonly<Record<string, readonly string[]>> = {
  [SUBSCRIPTIONS['pay-prod']]: [
    'azure.key-vault-certificate kv-e2e-pay https://kv-e2e-pay.vault.azure.net/certificates/pay-api',
    'azure.key-vault-certificate kv-e2e-pay https://kv-e2e-pay.vault.azure.net/certificates/pay-terminal',
    'azure.key-vault-key kv-e2e-pay https://kv-e2e-pay.vault.azure.net/keys/statement-key',
    `azure.key-vault-secret ${POLICY_VAULT} https://${POLICY_VAULT}.vault.azure.net/secrets/edge-canary`,
    'azure.key-vault-secret kv-e2e-pay https://kv-e2e-pay.vault.azure.net/secrets/card-token',
    'azure.key-vault-secret kv-e2e-pay https://kv-e2e-pay.vault.azure.net/secrets/iban-token',
  ],
  [SUBSCRIPTIONS['shop-prod']]: [
    'azure.key-vault-secret kv-e2e-shut https://kv-e2e-shut.vault.azure.net/secrets/robot-token',
    ...[1, 2].map(
      (slot) =>
        `azure.storage-account-key global /subscriptions/${SUBSCRIPTIONS['shop-prod']}/resourcegroups/rg-data/providers/microsoft.storage/storageaccounts/skce2edata/keys/key${slot}`,
    ),
  ],
  [TENANT]: [
    `azure.entra-application-secret global /applications/${APPLICATION}/passwordCredentials/${SECRET}`,
  ],
};

/** The expected findings: severity, rule, name, location. The accounts have no contact. */
export const AZURE_VERDICTS: Readonly<Record<string, readonly string[]>> = {
  [SUBSCRIPTIONS['pay-prod']]: [
    // Six days of its year are left.
    'critical expiring card-token kv-e2e-pay',
    'high no-contact pay-prod -',
    // 19 days are left, and certificates of unknown issuers are not renewed. pay-api has 65 days left.
    'medium expiring pay-terminal kv-e2e-pay',
    'medium never-expires iban-token kv-e2e-pay',
    `medium not-recoverable azure.key-vault in ${POLICY_VAULT} ${POLICY_VAULT}`,
    'medium rotation-off statement-key kv-e2e-pay',
  ],
  [SUBSCRIPTIONS['shop-prod']]: [
    'high no-contact shop-prod -',
    'medium rotation-overdue skce2edata/key1 global',
    'medium target-unreadable azure.key-vault-certificate in kv-e2e-shut kv-e2e-shut',
  ],
  [TENANT]: ['critical expiring ci-robot/pipeline global', 'high no-contact Entra tenant -'],
};

function vault(name: string, parts: Partial<VaultDeclaration>): VaultDeclaration {
  return {
    name,
    region: 'westeurope',
    resourceGroup: 'rg-vaults',
    access: 'rbac',
    retentionDays: 90,
    purgeProtection: true,
    secrets: [],
    keys: [],
    certificates: [],
    ...parts,
  };
}

function certificate(
  name: string,
  createdAt: Instant,
  issuer: string,
): VaultDeclaration['certificates'][number] {
  return {
    name,
    createdAt,
    issuer,
    validDays: 365,
    action: 'AutoRenew',
    beforeDays: 30,
    keyType: 'RSA',
    keySize: 2048,
    subject: `CN=${name}.example.com`,
  };
}
