import { UNREACHABLE, UNREACHABLE_REMEDY } from '../../clouds/azure/problem.ts';
import type { AzureSession } from '../../clouds/azure/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import type { AzureSource } from './azure-source.ts';
import { withPolicies } from './policy-cache.ts';
import { keyRotation } from './key-rotation.ts';
import { vaultAttributes } from './vault-attributes.ts';
import { normaliseItem, type VaultItem } from './vault-item.ts';
import { hasNoVersion, vaultList } from './vault-list.ts';
import { refusesLink, vaultPages, type VaultLists } from './vault-pages.ts';
import { vaultPage } from './portal.ts';
import { VAULT_KEY_STEPS, VAULT_KEY_TRAITS } from './vault-steps.ts';

const LIST = 'Microsoft.KeyVault/vaults/keys/read';
const ROTATION = 'Microsoft.KeyVault/vaults/keyrotationpolicies/read';

/**
 * Keys of Azure Key Vault, 25 a page, with their rotation policy. Keys that belong to a certificate are marked
 * `managed` and left out. Type and size are not read: Key Vault supports no RSA keys below 2,048 bits and no curves
 * below P-256 ("About keys"), so none can be weak. Facts: Key Vault REST reference (`GetKeys`, `GetDeletedKeys`,
 * `GetKeyRotationPolicy`).
 */
export const keyVaultKey: AzureSource = {
  type: 'azure.key-vault-key',
  cloud: 'azure',
  kind: 'key',
  title: 'Key Vault key',
  scope: 'regional',
  traits: VAULT_KEY_TRAITS,
  nextSteps: VAULT_KEY_STEPS,
  console: (skc) => vaultPage(skc, 'Key'),
  per: 'vault',
  permissions: [
    { action: LIST, use: 'list' },
    { action: ROTATION, use: 'detail' },
    { action: 'Microsoft.KeyVault/vaults/secrets/read', use: 'detail' },
  ],
  denied: ['decrypt', 'sign', 'wrap', 'unwrap', 'release', 'backup'].map(
    (use) => `Microsoft.KeyVault/vaults/keys/${use}/action`,
  ),
  precise: [],

  async *list(session, reading) {
    const vault = session.vault(reading.target.location);
    const rotation = keyRotation(vault, ROTATION);
    const listed = (list: 'live' | 'deleted', from: string | undefined) =>
      vaultList(vault, { collection: 'keys', list, from }, reading, LIST);
    const lists: VaultLists = {
      async *live(from) {
        for await (const { entries, next } of listed('live', from))
          yield { entries: await withPolicies(skcsOf(entries, reading), reading, rotation), next };
      },
      async *deleted(from) {
        for await (const { entries, next } of listed('deleted', from))
          yield { entries: skcsOf(entries, reading), next };
      },
      attributes: () => withoutPolicies(session, reading),
    };
    yield* vaultPages(lists, session, reading);
  },

  refusesCursor: refusesLink,

  isGone: (session, skc) => hasNoVersion(session.vault(skc.location), 'keys', skc.name),
};

function skcsOf(page: readonly VaultItem[], reading: Reading): Skc[] {
  return page.flatMap((item) => (item.managed === true ? [] : [normaliseKey(item, reading)]));
}

/** Pure: converts an entry of a vault's key list to an SKC. */
export function normaliseKey(item: VaultItem, { target, now }: Pick<Reading, 'target' | 'now'>): Skc {
  return normaliseItem(item, { target, now, type: 'azure.key-vault-key', kind: 'key', collection: 'keys' });
}

/** Resource Manager lists keys without their policies, so rotation is unknown. */
async function* withoutPolicies(session: AzureSession, reading: Reading): AsyncGenerator<Skc[]> {
  const why = `${UNREACHABLE}: the vault's policies cannot be read from here`;
  let skcs = 0;
  for await (const page of vaultAttributes(session, reading.target.location, 'keys', reading)) {
    skcs += page.length;
    yield page.map((item) => {
      const skc = normaliseKey(item, reading);
      return { ...skc, unknown: { ...skc.unknown, rotationEnabled: why } };
    });
  }
  if (skcs > 0)
    reading.problem({
      operation: ROTATION,
      code: UNREACHABLE,
      kind: 'unreachable',
      remedy: UNREACHABLE_REMEDY,
      message: why,
      skcs,
    });
}
