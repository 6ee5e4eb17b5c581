import { createHash } from 'node:crypto';
import type { Instant } from '../../shared/model/instant.ts';
import type {
  EntraCertificateDeclaration,
  EntraCredentialDeclaration,
  EntraDeclaration,
} from '../estate/azure-estate.ts';
import { AzureError, noSuchPath } from './azure-error.ts';
import { cutPage, type AzureOperation, type AzureRequest, type AzureSetting } from './request.ts';

const STANDARD_PAGE = 100;
const MOST = 999;

/** Microsoft Graph: applications and service principals with the metadata of their credentials. */
export function graph(request: AzureRequest, setting: AzureSetting): AzureOperation {
  const [, collection, id] =
    /^\/v1\.0\/(applications|servicePrincipals)(?:\/([^/]+))?$/.exec(request.path) ?? [];
  const name = collection === 'servicePrincipals' ? 'ServicePrincipal' : 'Application';
  const isRead = collection !== undefined && request.method === 'GET';
  const valueRead = /\/(addPassword|addKey)$/.test(request.path);
  const denial = () =>
    new AzureError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  return {
    service: 'graph',
    operation: isRead
      ? id === undefined
        ? `List${name}s`
        : `Get${name}`
      : valueRead
        ? 'AddPassword'
        : 'Unknown',
    account: setting.estate.tenantId,
    location: 'global',
    valueRead,
    denial,
    answer: () => {
      if (!isRead) throw noSuchPath(request.path);
      const declared =
        collection === 'applications' ? setting.estate.applications : setting.estate.servicePrincipals;
      const existing = declared.filter((each) => each.createdAt <= setting.now);
      if (id === undefined) return page(request, existing, setting.now);
      const found = existing.find((each) => each.id === id);
      if (found === undefined)
        throw new AzureError(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`);
      return selected(entry(found, setting.now), request);
    },
  };
}

function page(request: AzureRequest, all: readonly EntraDeclaration[], now: Instant): object {
  const top = Math.min(Number(request.query.get('$top') ?? STANDARD_PAGE), MOST);
  const { items, next } = cutPage(all, request.query.get('$skiptoken'), top);
  const link = new URL(`https://${request.host}${request.path}`);
  for (const [key, value] of request.query) link.searchParams.set(key, value);
  if (next !== undefined) link.searchParams.set('$skiptoken', next);
  return {
    '@odata.context': `https://${request.host}/v1.0/$metadata#${request.path.slice('/v1.0/'.length)}`,
    ...(next === undefined ? {} : { '@odata.nextLink': link.toString() }),
    value: items.map((each) => selected(entry(each, now), request)),
  };
}

/** Only the properties that `$select` names. */
function selected(whole: object, { query }: AzureRequest): object {
  const names = query.get('$select')?.split(',');
  if (names === undefined) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name)));
}

const MICROSOFT_TENANT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

function entry(declared: EntraDeclaration, now: Instant): object {
  const secrets = declared.secrets.filter((each) => isThere(each, now));
  const certificates = declared.certificates.filter((each) => isThere(each, now));
  const signing = certificates.find((each) => each.keyId === declared.samlSigningKeyId);
  return {
    id: declared.id,
    appId: declared.appId,
    displayName: declared.name,
    accountEnabled: true,
    servicePrincipalType: declared.owner === 'managed-identity' ? 'ManagedIdentity' : 'Application',
    appOwnerOrganizationId: declared.owner === 'microsoft' ? MICROSOFT_TENANT : null,
    notes: null,
    tags: declared.tags ?? [],
    preferredTokenSigningKeyThumbprint: signing?.thumbprint ?? null,
    passwordCredentials: [
      ...secrets.map((each) => ({ ...credential(each), hint: 'abc', secretText: null })),
      // Entra creates a signing certificate together with a password of the same id.
      ...certificates
        .filter((each) => each.usage === 'Sign')
        .map((each) => ({
          ...credential(each),
          hint: null,
          secretText: null,
          customKeyIdentifier: identifier(each),
        })),
    ],
    keyCredentials: certificates.flatMap((each) => keyEntries(each)),
  };
}

function keyEntries(declared: EntraCertificateDeclaration): object[] {
  const common = {
    ...credential(declared),
    type: 'AsymmetricX509Cert',
    customKeyIdentifier: identifier(declared),
    key: null,
  };
  if (declared.usage === 'Verify') return [{ ...common, usage: 'Verify' }];
  return [
    { ...common, usage: 'Sign' },
    { ...common, keyId: sibling(declared.keyId), usage: 'Verify' },
  ];
}

function credential({ keyId, name, createdAt, endsAt }: EntraCredentialDeclaration) {
  return { keyId, displayName: name ?? null, startDateTime: createdAt, endDateTime: endsAt ?? null };
}

/** The thumbprint's bytes in base64, as Graph returns `Edm.Binary`. */
function identifier({ thumbprint }: EntraCertificateDeclaration): string {
  return Buffer.from(thumbprint, 'hex').toString('base64');
}

function sibling(keyId: string): string {
  return createHash('sha256')
    .update(keyId)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function isThere(declared: EntraCredentialDeclaration, now: Instant): boolean {
  return declared.createdAt <= now && (declared.removedAt === undefined || declared.removedAt > now);
}
