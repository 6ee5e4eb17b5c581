import { GCP_ASSET_PERMISSIONS } from '../../clouds/gcp/assets.ts';
import { GCP_PLAN_PERMISSIONS } from './projects.ts';
import { gcpSources } from '../../sources/gcp/registry.ts';

/** Every permission of the reader's custom role: metadata only, derived from what the sources declare. */
export function gcpReadPermissions(): string[] {
  const asked = gcpSources.flatMap(({ permissions }) => permissions.map(({ action }) => action));
  return [...new Set([...GCP_PLAN_PERMISSIONS, ...GCP_ASSET_PERMISSIONS, ...asked])].toSorted();
}

/** Permissions that hand out, make or use secret material: never in the role. */
export function gcpValuePermissions(): string[] {
  return [...new Set(gcpSources.flatMap(({ denied }) => denied))].toSorted();
}
