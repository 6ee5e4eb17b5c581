import { GCP_ASSET_PERMISSIONS } from '../../clouds/gcp/assets.ts';
import { GCP_PLAN_PERMISSIONS } from './projects.ts';
import { gcpSources } from '../../sources/gcp/registry.ts';

/**
 * Every permission of the reader's custom role: metadata only, derived from what the sources declare.
 * @param assetInventory Whether the configuration lists with Cloud Asset Inventory. Its permission covers every type of
 * asset, and the metadata of some hold values (environment variables, start-up scripts), so it is granted only then.
 */
export function gcpReadPermissions({ assetInventory }: { assetInventory: boolean }): string[] {
  const asked = gcpSources.flatMap(({ permissions }) => permissions.map(({ action }) => action));
  return [
    ...new Set([...GCP_PLAN_PERMISSIONS, ...(assetInventory ? GCP_ASSET_PERMISSIONS : []), ...asked]),
  ].toSorted();
}

/** Permissions that return, create or use secret material. Never in the role. */
export function gcpValuePermissions(): string[] {
  return [...new Set(gcpSources.flatMap(({ denied }) => denied))].toSorted();
}
