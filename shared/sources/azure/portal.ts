import type { Skc } from '../../model/skc.ts';

/** Portals of the sovereign clouds, by their vaults' host suffix (Azure documentation, cloud endpoints). */
const PORTALS: readonly (readonly [suffix: string, portal: string])[] = [
  ['.azure.cn', 'portal.azure.cn'],
  ['.usgovcloudapi.net', 'portal.azure.us'],
];

/**
 * URL of a page of the Azure portal. Only vault URLs identify their cloud; the default is the public cloud.
 * @param path Path after `#@`, with leading slash.
 */
export function azurePortal({ id }: Skc, path: string): string {
  const host = id.startsWith('https://') ? new URL(id).hostname : '';
  const portal = PORTALS.find(([suffix]) => host.endsWith(suffix))?.[1] ?? 'portal.azure.com';
  return `https://${portal}/#@${path}`;
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
