import { azureSources } from '../../sources/azure/registry.ts';

/** The reader's role in Azure. It grants nothing else. */
export interface AzureRole {
  /** Control plane. */
  actions: string[];
  /** Key Vault's data plane: metadata only. */
  dataActions: string[];
  /** Stated explicitly although `dataActions` grants none of them, to show what this role can never do. */
  notDataActions: string[];
}

/** Permissions needed to find subscriptions, vaults and other resources in Resource Graph. */
const DISCOVERY = [
  'Microsoft.Resources/subscriptions/read',
  'Microsoft.ResourceGraph/resources/read',
  'Microsoft.KeyVault/vaults/read',
  'Microsoft.KeyVault/managedHSMs/read',
] as const;

/** Actions checked by Key Vault's data plane. `vaults/keys/read` belongs to both planes. */
const OF_DATA_PLANE: readonly string[] = [
  'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  'Microsoft.KeyVault/vaults/keys/read',
  'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
  'Microsoft.KeyVault/vaults/certificates/read',
];
const OF_CONTROL_PLANE: readonly string[] = [
  'Microsoft.KeyVault/vaults/secrets/read',
  'Microsoft.KeyVault/vaults/keys/read',
  'Microsoft.Storage/storageAccounts/read',
];

/** The custom role, derived from the sources' permissions. Source: Azure permissions reference, Microsoft.KeyVault. */
export function azureReaderRole(): AzureRole {
  const asked = azureSources.flatMap(({ permissions }) => permissions.map(({ action }) => action));
  const denied = azureSources.flatMap((source) => source.denied);
  return {
    actions: sorted([...DISCOVERY, ...asked.filter((action) => OF_CONTROL_PLANE.includes(action))]),
    dataActions: sorted(asked.filter((action) => OF_DATA_PLANE.includes(action))),
    notDataActions: sorted(denied.filter((action) => action.startsWith('Microsoft.KeyVault/vaults/'))),
  };
}

/** Application permissions of Microsoft Graph. */
export function graphPermissions(): string[] {
  const asked = azureSources.flatMap(({ permissions }) => permissions.map(({ action }) => action));
  return sorted(asked.filter((action) => !action.startsWith('Microsoft.')));
}

function sorted(actions: readonly string[]): string[] {
  return [...new Set(actions)].toSorted();
}
