import * as z from 'zod';
import type { AzureSession } from '../../clouds/azure/session.ts';
import type { VaultItem } from './vault-item.ts';

const API = '2023-07-01';
const seconds = z.number().optional();

const entrySchema = z.object({
  name: z.string().min(1),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.object({
    attributes: z
      .object({
        enabled: z.boolean().optional(),
        nbf: seconds,
        exp: seconds,
        created: seconds,
        updated: seconds,
      })
      .optional(),
    contentType: z.string().nullish(),
    secretUri: z.string().optional(),
    keyUri: z.string().optional(),
  }),
});
const pageSchema = z.object({ value: z.array(entrySchema), nextLink: z.string().nullish() });

export interface ArmItem extends VaultItem {
  contentType: string | undefined;
}

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
): AsyncGenerator<ArmItem[]> {
  const vault = (await session.vaults()).get(vaultName);
  if (vault === undefined) throw new Error(`Resource Graph does not show the vault ${vaultName}.`);
  if (collection === 'secrets') {
    for await (const page of pages(session, vault.id, vault.url, 'secrets'))
      yield page.filter((item) => !isOfCertificate(item));
    return;
  }
  const certificates = new Set<string>();
  for await (const page of pages(session, vault.id, vault.url, 'secrets'))
    for (const item of page.filter(isOfCertificate)) certificates.add(item.name);
  for await (const page of pages(session, vault.id, vault.url, 'keys'))
    yield page.filter((item) => !certificates.has(item.name));
}

function isOfCertificate(item: ArmItem): boolean {
  return OF_CERTIFICATES.includes(item.contentType ?? '');
}

async function* pages(
  session: AzureSession,
  vaultId: string,
  vaultUrl: string,
  collection: string,
): AsyncGenerator<ArmItem[]> {
  let next: string | undefined = `${vaultId}/${collection}?api-version=${API}`;
  while (next !== undefined) {
    const page: z.output<typeof pageSchema> = await session.manager.get(next, pageSchema);
    yield page.value.map((entry) => itemOf(entry, vaultUrl));
    next = page.nextLink ?? undefined;
  }
}

function itemOf({ name, tags, properties }: z.output<typeof entrySchema>, vaultUrl: string): ArmItem {
  const { enabled, nbf, exp, created, updated } = properties.attributes ?? {};
  const date = (value: number | undefined) => (value === undefined ? undefined : new Date(value * 1000));
  return {
    name,
    vaultUrl,
    enabled,
    notBefore: date(nbf),
    expiresOn: date(exp),
    createdOn: date(created),
    updatedOn: date(updated),
    tags: tags ?? undefined,
    contentType: properties.contentType ?? undefined,
  };
}
