import { GCP_ASSET_PERMISSIONS } from '../../clouds/gcp/assets.ts';
import { GCP_PLAN_PERMISSIONS } from './projects.ts';
import { gcpSources } from '../../sources/gcp/registry.ts';

/** All permissions of the reader's custom role: metadata only, derived from the sources. */
export function gcpReadPermissions(): string[] {
  const asked = gcpSources.flatMap(({ permissions }) => permissions.map(({ action }) => action));
  return [...new Set([...GCP_PLAN_PERMISSIONS, ...GCP_ASSET_PERMISSIONS, ...asked])].toSorted();
}

/** Permissions that return, create or use secret material. Never in the role. */
export function gcpValuePermissions(): string[] {
  return [...new Set(gcpSources.flatMap(({ denied }) => denied))].toSorted();
}
