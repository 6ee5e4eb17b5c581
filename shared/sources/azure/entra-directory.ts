import * as z from 'zod';
import type { AzureSession } from '../../clouds/azure/session.ts';
import type { Skc } from '../../model/skc.ts';

/** Maximum page size (Microsoft Graph, "List applications"). */
const PAGE = 999;

const credentialSchema = z.object({
  keyId: z.string().min(1),
  displayName: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
  customKeyIdentifier: z.string().nullish(),
});

/**
 * The fields that are kept of an application or service principal. The response also has a secret's `hint` and a
 * certificate's `key`, which the schema drops.
 */
const principalSchema = z.object({
  id: z.string().min(1),
  appId: z.string().min(1),
  displayName: z.string().nullish(),
  servicePrincipalType: z.string().nullish(),
  appOwnerOrganizationId: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  preferredTokenSigningKeyThumbprint: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  passwordCredentials: z.array(credentialSchema).default([]),
  keyCredentials: z
    .array(credentialSchema.extend({ usage: z.string().nullish(), type: z.string().nullish() }))
    .default([]),
});

export type EntraPrincipal = z.output<typeof principalSchema>;
export type EntraCredential = z.output<typeof credentialSchema>;
export type EntraKeyCredential = EntraPrincipal['keyCredentials'][number];
export type EntraCollection = 'applications' | 'servicePrincipals';

const pageSchema = z.object({ value: z.array(principalSchema), '@odata.nextLink': z.string().optional() });

const FIELDS: Readonly<Record<EntraCollection, string>> = {
  applications: 'id,appId,displayName,tags,passwordCredentials,keyCredentials',
  servicePrincipals:
    'id,appId,displayName,tags,passwordCredentials,keyCredentials,servicePrincipalType,appOwnerOrganizationId,accountEnabled,preferredTokenSigningKeyThumbprint',
};

/** Lists the SKCs of every application, then of every service principal, for both Entra sources. */
export async function* listEntra(
  session: AzureSession,
  skcsOf: (principal: EntraPrincipal, collection: EntraCollection) => Skc[],
): AsyncGenerator<Skc[]> {
  for (const collection of ['applications', 'servicePrincipals'] as const) {
    const principals = await entraDirectory(session, collection);
    yield principals.flatMap((principal) => skcsOf(principal, collection));
  }
}

/** Directory listings cached per session. */
const READ = new WeakMap<AzureSession, Map<EntraCollection, Promise<readonly EntraPrincipal[]>>>();

/**
 * Applications or service principals of the tenant that have credentials, read once for both sources of a session:
 * requests that select `keyCredentials` are limited to 150 a minute. Microsoft's own applications and managed
 * identities are left out: Microsoft manages their credentials.
 */
function entraDirectory(
  session: AzureSession,
  collection: EntraCollection,
): Promise<readonly EntraPrincipal[]> {
  const read = READ.get(session) ?? new Map<EntraCollection, Promise<readonly EntraPrincipal[]>>();
  READ.set(session, read);
  const existing = read.get(collection);
  if (existing !== undefined) return existing;
  const reading = readDirectory(session, collection);
  read.set(collection, reading);
  // The next target retries a failed listing.
  reading.catch(() => read.delete(collection));
  return reading;
}

async function readDirectory(
  session: AzureSession,
  collection: EntraCollection,
): Promise<readonly EntraPrincipal[]> {
  const kept: EntraPrincipal[] = [];
  let next: string | undefined = `/v1.0/${collection}?$select=${FIELDS[collection]}&$top=${PAGE}`;
  while (next !== undefined) {
    const page: z.output<typeof pageSchema> = await session.graph.get(next, pageSchema);
    kept.push(...page.value.filter((each) => isOwn(each) && hasCredentials(each)));
    next = page['@odata.nextLink'];
  }
  return kept;
}

/** Reads one application or service principal. Throws Graph's error if it does not exist. */
export function entraPrincipal(
  session: AzureSession,
  collection: EntraCollection,
  id: string,
): Promise<EntraPrincipal> {
  return session.graph.get(`/v1.0/${collection}/${id}?$select=${FIELDS[collection]}`, principalSchema);
}

/** Microsoft's own tenants, which own the first-party applications. */
const MICROSOFT = ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47'];

function isOwn({ servicePrincipalType, appOwnerOrganizationId }: EntraPrincipal): boolean {
  return servicePrincipalType !== 'ManagedIdentity' && !MICROSOFT.includes(appOwnerOrganizationId ?? '');
}

function hasCredentials({ passwordCredentials, keyCredentials }: EntraPrincipal): boolean {
  return passwordCredentials.length + keyCredentials.length > 0;
}
