import * as z from 'zod';
import { listPages } from '../../clouds/azure/pages.ts';
import type { AzureSession } from '../../clouds/azure/session.ts';
import type { Vault } from '../../clouds/azure/vaults.ts';
import type { Reading } from '../contract.ts';
import { reportRefused } from './refused-entries.ts';
import type { VaultItem } from './vault-item.ts';
import { attributesSchema, datesOf, tagsSchema } from './vault-list.ts';

const API = '2023-07-01';

const entrySchema = z.object({
  name: z.string().min(1),
  tags: tagsSchema,
  properties: z.object({
    attributes: attributesSchema.optional(),
    contentType: z.string().optional().catch(undefined),
  }),
});

/** Content types of secrets that belong to a certificate; Resource Manager does not mark them otherwise. */
const OF_CERTIFICATES = ['application/x-pkcs12', 'application/x-pem-file'];

/**
 * Lists secrets or keys of an unreachable vault through Resource Manager: attributes only, without deleted objects.
 * Objects that belong to a certificate are left out, like those that the vault's own lists mark `managed`. Source:
 * Key Vault ARM reference, "Secrets - List", "Keys - List" (`Microsoft.KeyVault/vaults/secrets/read`).
 */
export async function* vaultAttributes(
  session: AzureSession,
  vaultName: string,
  collection: 'secrets' | 'keys',
  reading: Pick<Reading, 'problem'>,
): AsyncGenerator<VaultItem[]> {
  const vault = (await session.vaults()).get(vaultName.toLowerCase());
  if (vault === undefined) throw new Error(`Resource Graph does not show the vault ${vaultName}.`);
  if (collection === 'secrets') {
    for await (const page of pages(session, vault, 'secrets', reading))
      yield page.filter((item) => !isOfCertificate(item));
    return;
  }
  const certificates = new Set<string>();
  for await (const page of pages(session, vault, 'secrets', reading))
    for (const item of page.filter(isOfCertificate)) certificates.add(item.name);
  for await (const page of pages(session, vault, 'keys', reading))
    yield page.filter((item) => !certificates.has(item.name));
}

function isOfCertificate(item: VaultItem): boolean {
  return OF_CERTIFICATES.includes(item.contentType ?? '');
}

async function* pages(
  { manager, endpoints }: AzureSession,
  { id, name }: Vault,
  collection: 'secrets' | 'keys',
  reading: Pick<Reading, 'problem'>,
): AsyncGenerator<VaultItem[]> {
  const path = `${id}/${collection}?api-version=${API}`;
  const refused = reportRefused(reading, `Microsoft.KeyVault/vaults/${collection}/read`);
  for await (const { entries } of listPages(manager, { path, entry: entrySchema, refused }))
    yield entries.map(({ properties: { attributes, contentType }, ...entry }) => ({
      ...datesOf(attributes),
      name: entry.name,
      vaultUrl: `https://${name}${endpoints.vaultSuffix}`,
      tags: entry.tags,
      contentType,
    }));
}
