import * as z from 'zod';
import type { RefusedEntry } from './pages.ts';
import { queryResources } from './resource-graph.ts';
import type { AzureRest } from './rest.ts';

/** A key vault or managed HSM, from Resource Graph. */
export interface Vault {
  kind: 'vault' | 'managed-hsm';
  /** Its ARM id, as Azure spells it. */
  id: string;
  /** In lower case, as in its host name: Azure compares names without regard to case. */
  name: string;
  region: string;
  /** In lower case. */
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

const flag = z.union([z.boolean(), z.number()]).optional();

const rowSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  type: z.string(),
  location: z.string().default('unknown'),
  subscriptionId: z.string().min(1),
  vaultUri: z.string().optional(),
  hsmUri: z.string().optional(),
  rbac: flag,
  soft: flag,
  purge: flag,
  retention: z.number().optional(),
  publicAccess: z.string().optional(),
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

/** What a listing shows, and what it left out since it is not in its documented form. */
export interface FoundVaults {
  vaults: Vault[];
  refused: RefusedEntry[];
}

/** Every vault and managed HSM visible to the reader. */
export async function findVaults(
  manager: AzureRest,
  where: { subscriptions?: readonly string[]; managementGroup?: string | undefined },
): Promise<FoundVaults> {
  const vaults: Vault[] = [];
  const refused: RefusedEntry[] = [];
  const asked = {
    query: QUERY,
    row: rowSchema,
    refused: (rows: readonly RefusedEntry[]) => refused.push(...rows),
  };
  for await (const rows of queryResources(manager, { ...asked, ...where })) vaults.push(...rows.map(vaultOf));
  return { vaults, refused };
}

function vaultOf(row: z.output<typeof rowSchema>): Vault {
  const kind = row.type.toLowerCase().endsWith('managedhsms') ? 'managed-hsm' : 'vault';
  const isOn = (value: boolean | number | undefined) => value === true || value === 1;
  return {
    kind,
    id: row.id,
    name: row.name.toLowerCase(),
    region: row.location,
    subscriptionId: row.subscriptionId.toLowerCase(),
    url: ((kind === 'vault' ? row.vaultUri : row.hsmUri) ?? '').replace(/\/$/, ''),
    rbac: kind === 'managed-hsm' || isOn(row.rbac),
    softDelete: row.soft === undefined || isOn(row.soft),
    purgeProtection: isOn(row.purge),
    retentionDays: row.retention,
    publicAccess: row.publicAccess?.toLowerCase() !== 'disabled',
  };
}
