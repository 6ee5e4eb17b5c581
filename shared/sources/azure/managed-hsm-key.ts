import type { Skc } from '../../model/skc.ts';
import { azureFailure } from '../../clouds/azure/problem.ts';
import type { Reading } from '../contract.ts';
import type { AzureSource } from './azure-source.ts';
import { hasNoVersion, vaultList } from './vault-list.ts';
import { withPolicies } from './policy-cache.ts';
import { keyRotation } from './key-rotation.ts';
import { normaliseItem, type VaultItem } from './vault-item.ts';
import { azurePortal } from './portal.ts';
import { VAULT_KEY_STEPS, VAULT_KEY_TRAITS } from './vault-steps.ts';

const READ = 'Managed HSM Crypto Auditor (local role)';

/**
 * Keys of a managed HSM, with their rotation policy. Managed HSMs have local roles; the auditor role can read keys,
 * but only a Crypto Officer can list deleted ones. Facts: "Managed HSM local RBAC built-in roles" and "Key
 * autorotation in Azure Managed HSM".
 */
export const managedHsmKey: AzureSource = {
  type: 'azure.managed-hsm-key',
  cloud: 'azure',
  kind: 'key',
  title: 'Managed HSM key',
  scope: 'regional',
  traits: VAULT_KEY_TRAITS,
  nextSteps: VAULT_KEY_STEPS,
  // The portal has no page for a single managed HSM key.
  console: (skc) =>
    azurePortal(skc, '/view/HubsExtension/BrowseResource/resourceType/Microsoft.KeyVault%2FmanagedHSMs'),
  per: 'managed-hsm',
  permissions: [{ action: 'Microsoft.KeyVault/managedHsm/keys/read/action', use: 'list' }],
  denied: ['decrypt', 'sign', 'wrap', 'unwrap', 'export', 'release', 'backup'].map(
    (use) => `Microsoft.KeyVault/managedHsm/keys/${use}/action`,
  ),
  precise: [],

  async *list(session, reading) {
    const hsm = session.hsm(reading.target.location);
    const rotation = keyRotation(hsm, READ);
    const skcs = (page: readonly VaultItem[]) => page.map((item) => normaliseHsmKey(item, reading));
    for await (const { entries } of vaultList(hsm, { collection: 'keys', list: 'live' }, reading, READ))
      yield withPolicies(skcs(entries), reading, rotation);
    try {
      for await (const { entries } of vaultList(hsm, { collection: 'keys', list: 'deleted' }, reading, READ))
        yield skcs(entries);
    } catch (error) {
      // The auditor role cannot list deleted keys. Missing keys are looked up by name before they are marked
      // absent.
      if (!azureFailure(error, READ).denied) throw error;
    }
  },

  isGone: (session, skc) => hasNoVersion(session.hsm(skc.location), 'keys', skc.name),
};

/** Pure: converts an entry of a managed HSM's key list to an SKC. */
export function normaliseHsmKey(item: VaultItem, { target, now }: Pick<Reading, 'target' | 'now'>): Skc {
  return normaliseItem(item, { target, now, type: 'azure.managed-hsm-key', kind: 'key', collection: 'keys' });
}
