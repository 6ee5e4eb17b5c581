import type { ListedPage } from '../../clouds/azure/pages.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import type { AzureSource } from './azure-source.ts';
import { vaultAttributes } from './vault-attributes.ts';
import { normaliseItem, type VaultItem } from './vault-item.ts';
import { hasNoVersion, vaultList } from './vault-list.ts';
import { refusesLink, vaultPages } from './vault-pages.ts';
import { vaultPage } from './portal.ts';
import { recover } from './vault-steps.ts';

const LIST = 'Microsoft.KeyVault/vaults/secrets/readMetadata/action';

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
    { action: LIST, use: 'list' },
    { action: 'Microsoft.KeyVault/vaults/secrets/read', use: 'detail' },
  ],
  denied: [
    'Microsoft.KeyVault/vaults/secrets/getSecret/action',
    'Microsoft.KeyVault/vaults/secrets/backup/action',
  ],
  precise: [],

  async *list(session, reading) {
    const { location } = reading.target;
    const vault = session.vault(location);
    const listed = (list: 'live' | 'deleted') => (from: string | undefined) =>
      secretPages(vaultList(vault, { collection: 'secrets', list, from }, reading, LIST), reading);
    const lists = {
      live: listed('live'),
      deleted: listed('deleted'),
      attributes: () => skcPages(vaultAttributes(session, location, 'secrets', reading), reading),
    };
    yield* vaultPages(lists, session, reading);
  },

  refusesCursor: refusesLink,

  isGone: (session, skc) => hasNoVersion(session.vault(skc.location), 'secrets', skc.name),
};

function replace({ location }: Skc): string {
  return `Store a new version with a later expiry in ${location} and move clients to it.`;
}

async function* secretPages(
  pages: AsyncIterable<ListedPage<VaultItem>>,
  reading: Reading,
): AsyncGenerator<ListedPage<Skc>> {
  for await (const { entries, next } of pages) {
    const own = entries.filter(({ managed }) => managed !== true);
    yield { next, entries: own.map((item) => normaliseSecret(item, reading)) };
  }
}

async function* skcPages(pages: AsyncIterable<VaultItem[]>, reading: Reading): AsyncGenerator<Skc[]> {
  for await (const page of pages) yield page.map((item) => normaliseSecret(item, reading));
}

/** Pure: converts an entry of a vault's secret list to an SKC. */
export function normaliseSecret(item: VaultItem, { target, now }: Pick<Reading, 'target' | 'now'>): Skc {
  return normaliseItem(item, {
    target,
    now,
    type: 'azure.key-vault-secret',
    kind: 'secret',
    collection: 'secrets',
    details: { contentType: item.contentType },
  });
}
