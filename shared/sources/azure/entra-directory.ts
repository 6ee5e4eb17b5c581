import * as z from 'zod';
import { listPages, sorted, type ListedPage, type RefusedEntry } from '../../clouds/azure/pages.ts';
import { InvalidAzureAnswer } from '../../clouds/azure/rest.ts';
import type { AzureSession } from '../../clouds/azure/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import { inItsCloud } from './portal.ts';
import { reportRefused } from './refused-entries.ts';
import { sharedPages } from './shared-pages.ts';

/** Maximum page size (Microsoft Graph, "List applications"). */
const PAGE = 999;
export const READ_APPLICATIONS = 'Application.Read.All';

const text = z.string().optional();
/** Shown only: an odd one does not cost the credential. */
const shown = text.catch(undefined);

const credentialSchema = z.object({
  keyId: z.string().min(1).toLowerCase(),
  displayName: shown,
  startDateTime: text,
  endDateTime: text,
  customKeyIdentifier: shown,
});
const keyCredentialSchema = credentialSchema.extend({ usage: shown, type: shown });

/**
 * The fields that are kept of an application or service principal. The response also has a secret's `hint` and a
 * certificate's `key`, which the schema drops. Each credential is read alone. Graph always gives both lists, so a
 * principal without one of them is not in its documented form.
 */
const principalSchema = z
  .object({
    id: z.string().min(1).toLowerCase(),
    appId: shown,
    displayName: shown,
    servicePrincipalType: shown,
    appOwnerOrganizationId: shown,
    accountEnabled: z.boolean().optional(),
    preferredTokenSigningKeyThumbprint: shown,
    tags: z.array(z.string()).optional().catch(undefined),
    passwordCredentials: z.array(z.unknown()),
    keyCredentials: z.array(z.unknown()),
  })
  .transform(({ passwordCredentials, keyCredentials, ...principal }) => {
    const passwords = sorted(passwordCredentials, credentialSchema);
    const keys = sorted(keyCredentials, keyCredentialSchema);
    const owner = principal.displayName ?? principal.id;
    return {
      ...principal,
      passwordCredentials: passwords.entries,
      keyCredentials: keys.entries,
      refused: [...passwords.odd, ...keys.odd].map(({ name, why }): RefusedEntry => ({
        why,
        name: name === undefined ? owner : `${owner}/${name}`,
      })),
    };
  });

export type EntraCredential = z.output<typeof credentialSchema>;
export type EntraKeyCredential = z.output<typeof keyCredentialSchema>;
export type EntraPrincipal = Omit<z.output<typeof principalSchema>, 'refused'>;
export type EntraCollection = 'applications' | 'servicePrincipals';

const FIELDS: Readonly<Record<EntraCollection, string>> = {
  applications: 'id,appId,displayName,tags,passwordCredentials,keyCredentials',
  servicePrincipals:
    'id,appId,displayName,tags,passwordCredentials,keyCredentials,servicePrincipalType,appOwnerOrganizationId,accountEnabled,preferredTokenSigningKeyThumbprint',
};

/** Lists the SKCs of every application, then of every service principal, for both Entra sources. */
export async function* listEntra(
  session: AzureSession,
  reading: Reading,
  skcsOf: (principal: EntraPrincipal, collection: EntraCollection) => Skc[],
): AsyncGenerator<Skc[]> {
  const report = reportRefused(reading, READ_APPLICATIONS);
  for (const collection of ['applications', 'servicePrincipals'] as const)
    for await (const { principals, refused } of entraDirectory(session, collection)) {
      report(refused);
      const skcs = principals.flatMap((principal) => skcsOf(principal, collection));
      yield skcs.map((skc) => inItsCloud(skc, session.endpoints));
    }
}

/** A page of principals that have credentials, and what was left out of it. */
interface DirectoryPage {
  principals: readonly EntraPrincipal[];
  refused: readonly RefusedEntry[];
}

/** Directory listings cached per session. */
const READ = new WeakMap<AzureSession, Map<EntraCollection, () => AsyncIterable<DirectoryPage>>>();

/**
 * Applications or service principals of the tenant that have credentials, read once for both sources of a session:
 * requests that select `keyCredentials` are limited to 150 a minute. Microsoft's own applications and managed
 * identities are left out: Microsoft manages their credentials.
 */
function entraDirectory(session: AzureSession, collection: EntraCollection): AsyncIterable<DirectoryPage> {
  const read = READ.get(session) ?? new Map<EntraCollection, () => AsyncIterable<DirectoryPage>>();
  READ.set(session, read);
  const pages = read.get(collection) ?? sharedPages((from) => readDirectory(session, collection, from));
  read.set(collection, pages);
  return pages();
}

async function* readDirectory(
  { graph }: AzureSession,
  collection: EntraCollection,
  from: string | undefined,
): AsyncGenerator<{ page: DirectoryPage; next: string | undefined }> {
  const path = `/v1.0/${collection}?$select=${FIELDS[collection]}&$top=${PAGE}`;
  let refused: RefusedEntry[] = [];
  const pages: AsyncIterable<ListedPage<z.output<typeof principalSchema>>> = listPages(graph, {
    path,
    from,
    link: '@odata.nextLink',
    entry: principalSchema,
    refused: (entries) => refused.push(...entries),
  });
  for await (const { entries, next } of pages) {
    const own = entries.filter(isOwn);
    const odd = [...refused, ...own.flatMap((each) => each.refused)];
    refused = [];
    yield { next, page: { refused: odd, principals: own.filter(hasCredentials) } };
  }
}

/**
 * Reads one application or service principal. Throws Graph's error if it does not exist.
 * @throws {InvalidAzureAnswer} if one of its credentials is not in its documented form: it may be the one in question.
 */
export async function entraPrincipal(
  { graph }: AzureSession,
  collection: EntraCollection,
  id: string,
): Promise<EntraPrincipal> {
  const principal = await graph.get(
    `/v1.0/${collection}/${id}?$select=${FIELDS[collection]}`,
    principalSchema,
  );
  const [odd] = principal.refused;
  if (odd !== undefined)
    throw new InvalidAzureAnswer(`${odd.name} is not in its documented form: ${odd.why}`, {
      permission: READ_APPLICATIONS,
    });
  return principal;
}

/** Microsoft's own tenants, which own the first-party applications. */
const MICROSOFT = ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47'];

function isOwn({ servicePrincipalType, appOwnerOrganizationId }: EntraPrincipal): boolean {
  return (
    servicePrincipalType !== 'ManagedIdentity' &&
    !MICROSOFT.includes(appOwnerOrganizationId?.toLowerCase() ?? '')
  );
}

function hasCredentials({ passwordCredentials, keyCredentials }: EntraPrincipal): boolean {
  return passwordCredentials.length + keyCredentials.length > 0;
}
