import type { AzureSource } from './azure-source.ts';
import { azurePortal } from './portal.ts';

/**
 * A vault's protection settings: whether deleted objects can be recovered, and whether they can be purged early. A
 * vault is not an SKC, so this source yields none; the settings are stored in the scan's `facts` for the rule
 * `not-recoverable`. Facts: "Azure Key Vault soft-delete overview"; read from Resource Graph, one call for all
 * vaults of a subscription.
 */
export const keyVault: AzureSource = {
  type: 'azure.key-vault',
  cloud: 'azure',
  kind: 'secret',
  title: 'Key Vault (recoverability)',
  scope: 'regional',
  traits: {
    lastUse: 'never',
    algorithm: 'not-given',
    end: 'never',
    standing: 'no',
    rotation: { by: 'none' },
    deletion: 'at-once',
    tags: 'none',
    isVault: true,
  },
  nextSteps: {},
  console: (skc) =>
    azurePortal(skc, '/view/HubsExtension/BrowseResource/resourceType/Microsoft.KeyVault%2Fvaults'),
  per: 'vault',
  permissions: [{ action: 'Microsoft.KeyVault/vaults/read', use: 'list' }],
  denied: ['Microsoft.KeyVault/locations/deletedVaults/purge/action'],
  precise: [],

  async *list(session, reading) {
    const vault = (await session.vaults()).get(reading.target.location);
    if (vault !== undefined)
      reading.facts({
        softDelete: vault.softDelete,
        purgeProtection: vault.purgeProtection,
        ...(vault.retentionDays === undefined ? {} : { retentionDays: vault.retentionDays }),
      });
    yield [];
  },

  isGone: () => Promise.resolve(true),
};
