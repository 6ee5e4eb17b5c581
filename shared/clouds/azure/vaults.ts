import * as z from 'zod';
import { queryResources } from './resource-graph.ts';
import type { AzureRest } from './rest.ts';

/** A key vault or managed HSM, from Resource Graph. */
export interface Vault {
  kind: 'vault' | 'managed-hsm';
  /** Its ARM id. */
  id: string;
  name: string;
  region: string;
  subscriptionId: string;
  /** Its URL, without a trailing slash. */
  url: string;
  /** Access is granted by roles; otherwise by access policies, and roles have no effect. */
  rbac: boolean;
  softDelete: boolean;
  purgeProtection: boolean;
  /** Days for which deleted objects can be recovered. */
  retentionDays: number | undefined;
  publicAccess: boolean;
}

const flag = z.union([z.boolean(), z.number(), z.null()]).optional();

const rowSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  type: z.string(),
  location: z.string(),
  subscriptionId: z.string().min(1),
  vaultUri: z.string().nullish(),
  hsmUri: z.string().nullish(),
  rbac: flag,
  soft: flag,
  purge: flag,
  retention: z.number().nullish(),
  publicAccess: z.string().nullish(),
});

/**
 * Source of the property names: Key Vault's ARM reference (`Microsoft.KeyVault/vaults`, `…/managedHSMs`) and "Azure
 * Resource Graph sample queries for Key Vault". Soft delete is on unless it is explicitly off (it cannot be turned
 * off since 2020); purge protection is off unless it is explicitly on.
 */
const QUERY = `Resources
| where type in~ ('microsoft.keyvault/vaults', 'microsoft.keyvault/managedhsms')
| project id, name, type, location, subscriptionId, vaultUri=tostring(properties.vaultUri), hsmUri=tostring(properties.hsmUri), rbac=tobool(properties.enableRbacAuthorization), soft=tobool(properties.enableSoftDelete), purge=tobool(properties.enablePurgeProtection), retention=toint(properties.softDeleteRetentionInDays), publicAccess=tostring(properties.publicNetworkAccess)
| order by id asc`;

/** Every vault and managed HSM visible to the reader. */
export async function findVaults(
  manager: AzureRest,
  where: { subscriptions?: readonly string[]; managementGroup?: string | undefined },
): Promise<Vault[]> {
  const vaults: Vault[] = [];
  for await (const rows of queryResources(manager, { query: QUERY, ...where }, rowSchema))
    vaults.push(...rows.map(vaultOf));
  return vaults;
}

function vaultOf(row: z.output<typeof rowSchema>): Vault {
  const kind = row.type.toLowerCase().endsWith('managedhsms') ? 'managed-hsm' : 'vault';
  const isOn = (value: boolean | number | null | undefined) => value === true || value === 1;
  return {
    kind,
    id: row.id,
    name: row.name,
    region: row.location,
    subscriptionId: row.subscriptionId,
    url: ((kind === 'vault' ? row.vaultUri : row.hsmUri) ?? '').replace(/\/$/, ''),
    rbac: kind === 'managed-hsm' || isOn(row.rbac),
    softDelete: row.soft === undefined || row.soft === null || isOn(row.soft),
    purgeProtection: isOn(row.purge),
    retentionDays: row.retention ?? undefined,
    publicAccess: row.publicAccess?.toLowerCase() !== 'disabled',
  };
}
