import * as z from 'zod';
import { isAbsent } from '../../clouds/azure/problem.ts';
import { listPages, type ListedPage } from '../../clouds/azure/pages.ts';
import type { AzureRest } from '../../clouds/azure/rest.ts';
import type { Reading } from '../contract.ts';
import { reportRefused } from './refused-entries.ts';
import type { VaultItem } from './vault-item.ts';

/** The oldest version that has all that is read, so that sovereign clouds and managed HSMs have it too. */
export const VAULT_API = 'api-version=7.4';
/** The most that the service gives. */
const PAGE = 25;

export type VaultCollection = 'secrets' | 'keys' | 'certificates';

/** Epoch seconds, or what was given in their place: it becomes an unknown date. */
export const epochSchema = z
  .unknown()
  .transform((value) => (typeof value === 'number' ? new Date(value * 1000) : JSON.stringify(value)))
  .optional();

/** Tags with any key; a value that is no text is written as one. */
export const tagsSchema = z
  .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  .transform((tags) =>
    Object.fromEntries(
      Object.entries(tags).map(([key, value]: [string, unknown]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  )
  .optional()
  .catch(undefined);

const textSchema = z.string().optional().catch(undefined);

export const attributesSchema = z.object({
  enabled: z.boolean().optional(),
  nbf: epochSchema,
  exp: epochSchema,
  created: epochSchema,
  updated: epochSchema,
  recoverableDays: z.number().optional().catch(undefined),
  recoveryLevel: textSchema,
});

const entrySchema = z
  .object({
    id: z.string().optional(),
    kid: z.string().optional(),
    recoveryId: z.string().optional(),
    attributes: attributesSchema.optional(),
    tags: tagsSchema,
    managed: z.boolean().optional(),
    contentType: textSchema,
    x5t: textSchema,
    deletedDate: epochSchema,
    scheduledPurgeDate: epochSchema,
  })
  .transform((entry, context) => {
    const id = entry.id ?? entry.kid ?? entry.recoveryId;
    const name = nameOf(id);
    if (name === undefined) {
      context.addIssue({
        code: 'custom',
        message: `no name in ${id ?? 'an entry without an id'}`,
        path: ['id'],
      });
      return z.NEVER;
    }
    return { ...entry, name };
  });

/**
 * One of a vault's lists, 25 a page, each entry read alone. Source: Key Vault REST reference, `SecretItem`, `KeyItem`,
 * `CertificateItem` and their `Deleted…Item`; an entry without its id is named by its `recoveryId`.
 * @param list `deleted`: what can still be recovered.
 * @param from The link at which to continue.
 */
export async function* vaultList(
  vault: AzureRest,
  {
    collection,
    list,
    from,
  }: { collection: VaultCollection; list: 'live' | 'deleted'; from?: string | undefined },
  reading: Pick<Reading, 'problem'>,
  operation: string,
): AsyncGenerator<ListedPage<VaultItem>> {
  const path = `/${list === 'deleted' ? 'deleted' : ''}${collection}?${VAULT_API}&maxresults=${PAGE}`;
  const refused = reportRefused(reading, operation);
  for await (const { entries, next } of listPages(vault, { path, from, entry: entrySchema, refused }))
    yield { next, entries: entries.map((entry) => itemOf(entry, vault, list)) };
}

function itemOf(
  { attributes, x5t, deletedDate, scheduledPurgeDate, ...entry }: z.output<typeof entrySchema>,
  { endpoint }: AzureRest,
  list: 'live' | 'deleted',
): VaultItem {
  const { name, tags, managed, contentType } = entry;
  return {
    ...datesOf(attributes),
    name,
    vaultUrl: endpoint,
    recoverableDays: attributes?.recoverableDays,
    recoveryLevel: attributes?.recoveryLevel,
    tags,
    managed,
    contentType,
    thumbprint: x5t === undefined ? undefined : Buffer.from(x5t, 'base64url').toString('hex').toUpperCase(),
    deleted: list === 'deleted',
    deletedOn: deletedDate,
    scheduledPurgeDate,
  };
}

type Attributes = z.output<typeof attributesSchema>;

/** State and dates of an entry. Key Vault always gives whether it is enabled and when it was made. */
export function datesOf(
  attributes: Attributes | undefined,
): Pick<VaultItem, 'enabled' | 'notBefore' | 'expiresOn' | 'createdOn' | 'updatedOn' | 'missing'> {
  const absent = 'Azure returned it without this attribute';
  return {
    enabled: attributes?.enabled,
    notBefore: attributes?.nbf,
    expiresOn: attributes?.exp,
    createdOn: attributes?.created,
    updatedOn: attributes?.updated,
    missing: {
      ...(attributes === undefined ? { expiresAt: absent, notBefore: absent } : {}),
      ...(attributes?.enabled === undefined ? { state: absent } : {}),
      ...(attributes?.created === undefined ? { versionCreatedAt: absent } : {}),
    },
  };
}

/** The name in a resource's URL: `https://kv-pay.vault.azure.net/secrets/<name>`, with a version or without. */
function nameOf(id: string | undefined): string | undefined {
  const name = /^https?:\/\/[^/]+\/(?:deleted)?(?:secrets|keys|certificates)\/([^/]+)/i.exec(id ?? '')?.[1];
  return name === undefined || name === '' ? undefined : name;
}

/**
 * True if Azure reports that the object does not exist: 404, or an empty list of versions. Key Vault does not
 * document which, so both are accepted.
 * @throws every other error: without a response nothing is proven.
 */
export async function hasNoVersion(
  vault: AzureRest,
  collection: VaultCollection,
  name: string,
): Promise<boolean> {
  const path = `/${collection}/${encodeURIComponent(name)}/versions?${VAULT_API}&maxresults=1`;
  const all = { path, entry: z.unknown(), refused: () => undefined };
  try {
    for await (const { entries } of listPages(vault, all)) if (entries.length > 0) return false;
    return true;
  } catch (error) {
    if (isAbsent(error)) return true;
    throw error;
  }
}
