import type { KeyProperties } from '@azure/keyvault-keys';
import type { Skc } from '../../model/skc.ts';
import { azureFailure } from '../../clouds/azure/problem.ts';
import type { Reading } from '../contract.ts';
import type { AzureSource } from './azure-source.ts';
import { hasNoVersion } from './absence.ts';
import { withPolicies } from './policy-cache.ts';
import { keyRotation } from './key-rotation.ts';
import { normaliseItem, type VaultItem } from './vault-item.ts';
import { azurePortal } from './portal.ts';
import { VAULT_KEY_STEPS, VAULT_KEY_TRAITS } from './vault-steps.ts';

const READ = 'Managed HSM Crypto Auditor (local role)';

/**
 * Keys of a managed HSM, with their rotation policy. It has roles of its own; the one that audits reads keys, but no
 * deleted ones, which only a Crypto Officer may list.
 * Facts: "Managed HSM local RBAC built-in roles" and "Key autorotation in Azure Managed HSM".
 */
export const managedHsmKey: AzureSource = {
  type: 'azure.managed-hsm-key',
  cloud: 'azure',
  kind: 'key',
  title: 'Managed HSM key',
  scope: 'regional',
  traits: VAULT_KEY_TRAITS,
  nextSteps: VAULT_KEY_STEPS,
  // Keys of a managed HSM have no page of their own.
  console: (skc) =>
    azurePortal(skc, '/view/HubsExtension/BrowseResource/resourceType/Microsoft.KeyVault%2FmanagedHSMs'),
  per: 'managed-hsm',
  permissions: [{ action: 'Microsoft.KeyVault/managedHsm/keys/read/action', use: 'list' }],
  denied: ['decrypt', 'sign', 'wrap', 'unwrap', 'export', 'release', 'backup'].map(
    (use) => `Microsoft.KeyVault/managedHsm/keys/${use}/action`,
  ),
  precise: [],

  async *list(session, reading) {
    const { KeyClient } = await import('@azure/keyvault-keys');
    const client = session.hsmClient(KeyClient, reading.target.location);
    const rotation = keyRotation(client, READ);
    for await (const page of client.listPropertiesOfKeys().byPage())
      yield withPolicies(skcsOf(page, reading), reading, rotation);
    try {
      for await (const page of client.listDeletedKeys().byPage())
        yield skcsOf(
          page.map(({ properties }) => properties),
          reading,
        );
    } catch (error) {
      // The auditing role may not see deleted keys. What is missing is then asked for by name before it is called gone.
      if (!azureFailure(error, READ).denied) throw error;
    }
  },

  async isGone(session, skc) {
    const { KeyClient } = await import('@azure/keyvault-keys');
    const client = session.hsmClient(KeyClient, skc.location);
    return hasNoVersion(client.listPropertiesOfKeyVersions(skc.name));
  },
};

function skcsOf(page: readonly KeyProperties[], reading: Reading): Skc[] {
  return page.map((properties) => normaliseHsmKey(properties, reading));
}

/** Pure: one entry of a managed HSM's list of keys as an SKC. */
export function normaliseHsmKey(item: VaultItem, { target, now }: Pick<Reading, 'target' | 'now'>): Skc {
  return normaliseItem(item, { target, now, type: 'azure.managed-hsm-key', kind: 'key', collection: 'keys' });
}
