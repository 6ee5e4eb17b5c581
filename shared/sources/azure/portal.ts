import {
  azureClouds,
  azureEndpoints,
  PUBLIC_AUTHORITY,
  type AzureEndpoints,
} from '../../clouds/azure/endpoints.ts';
import type { Skc } from '../../model/skc.ts';

/**
 * URL of a page of the Azure portal. Vault URLs identify their cloud; other SKCs of a sovereign cloud carry its portal
 * in their details. The default is the public cloud.
 * @param path Path after `#@`, with leading slash.
 */
export function azurePortal({ id, details }: Skc, path: string): string {
  const host = id.startsWith('https://') ? new URL(id).hostname : '';
  const cloud = azureClouds().find(
    ({ vaultSuffix, hsmSuffix, portal }) =>
      host.endsWith(vaultSuffix) || host.endsWith(hsmSuffix) || details['portal'] === portal,
  );
  return `https://${(cloud ?? azureEndpoints()).portal}/#@${path}`;
}

/** An SKC whose id does not identify its cloud, with the portal of a sovereign cloud in its details. */
export function inItsCloud(skc: Skc, { authorityHost, portal }: AzureEndpoints): Skc {
  return authorityHost === PUBLIC_AUTHORITY ? skc : { ...skc, details: { ...skc.details, portal } };
}

/** The page of a secret, key or certificate of a vault. */
export function vaultPage(skc: Skc, asset: 'Secret' | 'Key' | 'Certificate'): string {
  return azurePortal(skc, `/asset/Microsoft_Azure_KeyVault/${asset}/${skc.id}`);
}

/** The page of an application's or service principal's credentials in Entra. */
export function entraPage(skc: Skc): string {
  const appId = encodeURIComponent(String(skc.details['appId'] ?? ''));
  const objectId = encodeURIComponent(String(skc.details['objectId'] ?? ''));
  return skc.id.startsWith('/servicePrincipals/')
    ? azurePortal(
        skc,
        `/view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/SignOn/objectId/${objectId}/appId/${appId}`,
      )
    : azurePortal(
        skc,
        `/view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${appId}`,
      );
}
