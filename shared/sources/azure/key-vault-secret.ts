import type { DeletedSecret, SecretProperties } from '@azure/keyvault-secrets';
import { linkedPages, type LinkedPage } from '../../clouds/azure/next-links.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import type { AzureSource } from './azure-source.ts';
import { hasNoVersion } from './absence.ts';
import { vaultAttributes, type ArmItem } from './vault-attributes.ts';
import { normaliseItem, type VaultItem } from './vault-item.ts';
import { refusesLink, vaultPages } from './vault-pages.ts';
import { vaultPage } from './portal.ts';
import { recover } from './vault-steps.ts';

/**
 * Secrets of Azure Key Vault, 25 a page. The list has only current versions. Secrets that belong to a certificate
 * are marked `managed` and left out. Facts: Key Vault REST reference (`GetSecrets`, `GetDeletedSecrets`) and "About
 * Azure Key Vault secrets".
 */
export const keyVaultSecret: AzureSource = {
  type: 'azure.key-vault-secret',
  cloud: 'azure',
  kind: 'secret',
  title: 'Key Vault secret',
  scope: 'regional',
  traits: {
    lastUse: 'never',
    algorithm: 'not-given',
    end: 'optional',
    standing: 'by-end',
    rotation: { by: 'people' },
    deletion: {},
    tags: 'listing',
    rotatesBeside: true,
  },
  nextSteps: {
    expired: replace,
    expiring: replace,
    'rotation-overdue': replace,
    'superseded-still-active': ({ location }) =>
      `Check that nothing uses the older version in ${location}, then disable it.`,
    'never-expires': ({ location }) =>
      `Set an expiry date on the secret in ${location} and name an owner for its next version.`,
    'pending-deletion': recover,
  },
  console: (skc) => vaultPage(skc, 'Secret'),
  per: 'vault',
  permissions: [
    { action: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action', use: 'list' },
    { action: 'Microsoft.KeyVault/vaults/secrets/read', use: 'detail' },
  ],
  denied: [
    'Microsoft.KeyVault/vaults/secrets/getSecret/action',
    'Microsoft.KeyVault/vaults/secrets/backup/action',
  ],
  precise: [],

  async *list(session, reading) {
    const { SecretClient } = await import('@azure/keyvault-secrets');
    const client = session.vaultClient(SecretClient, reading.target.location);
    const lists = {
      live: (from: string | undefined) =>
        linkedSkcs(linkedPages(client.listPropertiesOfSecrets(), from), reading, liveItem),
      deleted: (from: string | undefined) =>
        linkedSkcs(linkedPages(client.listDeletedSecrets(), from), reading, deletedItem),
      attributes: () => skcPages(vaultAttributes(session, reading.target.location, 'secrets'), reading),
    };
    yield* vaultPages(lists, session, reading);
  },

  refusesCursor: refusesLink,

  async isGone(session, skc) {
    const { SecretClient } = await import('@azure/keyvault-secrets');
    const client = session.vaultClient(SecretClient, skc.location);
    return hasNoVersion(client.listPropertiesOfSecretVersions(skc.name));
  },
};

function replace({ location }: Skc): string {
  return `Store a new version with a later expiry in ${location} and move clients to it.`;
}

type SecretItem = VaultItem & Pick<ArmItem, 'contentType'>;

async function* linkedSkcs<Entry>(
  pages: AsyncIterable<LinkedPage<Entry[]>>,
  reading: Reading,
  itemOf: (entry: Entry) => SecretItem | undefined,
): AsyncGenerator<LinkedPage<Skc[]>> {
  for await (const { page, next } of pages)
    yield {
      next,
      page: page.flatMap((entry) => {
        const item = itemOf(entry);
        return item === undefined ? [] : [normaliseSecret(item, reading)];
      }),
    };
}

async function* skcPages(pages: AsyncIterable<SecretItem[]>, reading: Reading): AsyncGenerator<Skc[]> {
  for await (const page of pages) yield page.map((item) => normaliseSecret(item, reading));
}

function liveItem(properties: SecretProperties): SecretItem | undefined {
  return properties.managed === true ? undefined : { ...properties, contentType: properties.contentType };
}

function deletedItem({ properties }: DeletedSecret): SecretItem | undefined {
  return properties.managed === true ? undefined : { ...properties, contentType: properties.contentType };
}

/** Pure: converts an entry of a vault's secret list to an SKC. */
export function normaliseSecret(item: SecretItem, { target, now }: Pick<Reading, 'target' | 'now'>): Skc {
  return normaliseItem(item, {
    target,
    now,
    type: 'azure.key-vault-secret',
    kind: 'secret',
    collection: 'secrets',
    details: { contentType: item.contentType },
  });
}
