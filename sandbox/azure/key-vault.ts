import type { Instant } from '../../shared/model/instant.ts';
import type {
  AzureSubscription,
  HsmDeclaration,
  VaultDeclaration,
  VaultObjectDeclaration,
} from '../estate/azure-estate.ts';
import { AzureError, noSuchPath } from './azure-error.ts';
import { closedTo, refusal } from './vault-refusals.ts';
import { certificateOperation, certificatePolicy, rotationPolicy, thumbprint } from './vault-policies.ts';
import { cutPage, seconds, type AzureOperation, type AzureRequest, type AzureSetting } from './request.ts';
import { vaultObjectFacts, type VaultObjectFacts } from './vault-facts.ts';

/** The service returns at most this many entries per page, whatever the request says. */
const PAGE = 25;

export interface Store {
  subscription: AzureSubscription;
  vault: VaultDeclaration;
  isHsm: boolean;
}

/** A managed HSM behaves like a vault that holds only keys. */
export function storeOf(subscription: AzureSubscription, hsm: HsmDeclaration): Store {
  return {
    subscription,
    isHsm: true,
    vault: { ...hsm, access: 'rbac', secrets: [], certificates: [] },
  };
}

/** Key Vault's data plane. Source: Key Vault REST reference, API version 7.x and 2025-07-01. */
export function keyVault(request: AzureRequest, setting: AzureSetting, store: Store): AzureOperation {
  const { vault, subscription, isHsm } = store;
  const found = ROUTES.find((route) => route.method === request.method && route.path.test(request.path));
  const [, name = ''] = found?.path.exec(request.path) ?? [];
  const base = `https://${request.host}`;
  return {
    service: isHsm ? 'managedhsm' : 'keyvault',
    operation: found?.operation ?? 'Unknown',
    account: subscription.id,
    location: vault.name,
    valueRead: found?.valueRead === true,
    denial: () => refusal(vault, found?.action ?? 'Microsoft.KeyVault/vaults/unknown/action', subscription),
    answer: () => {
      if (vault.closed === 'firewall' || vault.closed === 'private') throw closedTo(vault);
      if (vault.closed === 'denied')
        throw refusal(vault, found?.action ?? 'Microsoft.KeyVault/vaults/unknown/action', subscription);
      if (found?.answer === undefined) throw noSuchPath(request.path);
      return found.answer({ vault, name: decodeURIComponent(name), base, request, now: setting.now });
    },
  };
}

interface VaultCall {
  vault: VaultDeclaration;
  name: string;
  base: string;
  request: AzureRequest;
  now: Instant;
}

interface Route {
  method: string;
  path: RegExp;
  operation: string;
  action: string;
  valueRead?: boolean;
  answer?: (asked: VaultCall) => object;
}

type Collection = 'secrets' | 'keys' | 'certificates';

const SECRET_METADATA = 'Microsoft.KeyVault/vaults/secrets/readMetadata/action';
const KEY_READ = 'Microsoft.KeyVault/vaults/keys/read';
const CERTIFICATE_READ = 'Microsoft.KeyVault/vaults/certificates/read';

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/secrets\/?$/,
    operation: 'ListSecrets',
    action: SECRET_METADATA,
    answer: (asked) => list(asked, 'secrets', false),
  },
  {
    method: 'GET',
    path: /^\/deletedsecrets\/?$/,
    operation: 'ListDeletedSecrets',
    action: SECRET_METADATA,
    answer: (asked) => list(asked, 'secrets', true),
  },
  {
    method: 'GET',
    path: /^\/secrets\/([^/]+)\/versions\/?$/,
    operation: 'ListSecretVersions',
    action: SECRET_METADATA,
    answer: (asked) => versions(asked, 'secrets'),
  },
  {
    method: 'GET',
    path: /^\/keys\/?$/,
    operation: 'ListKeys',
    action: KEY_READ,
    answer: (asked) => list(asked, 'keys', false),
  },
  {
    method: 'GET',
    path: /^\/deletedkeys\/?$/,
    operation: 'ListDeletedKeys',
    action: KEY_READ,
    answer: (asked) => list(asked, 'keys', true),
  },
  {
    method: 'GET',
    path: /^\/keys\/([^/]+)\/versions\/?$/,
    operation: 'ListKeyVersions',
    action: KEY_READ,
    answer: (asked) => versions(asked, 'keys'),
  },
  {
    method: 'GET',
    path: /^\/keys\/([^/]+)\/rotationpolicy\/?$/,
    operation: 'GetKeyRotationPolicy',
    action: 'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
    answer: (asked) => rotationPolicy(live(asked, asked.vault.keys), asked.base),
  },
  {
    method: 'GET',
    path: /^\/certificates\/?$/,
    operation: 'ListCertificates',
    action: CERTIFICATE_READ,
    answer: (asked) => list(asked, 'certificates', false),
  },
  {
    method: 'GET',
    path: /^\/deletedcertificates\/?$/,
    operation: 'ListDeletedCertificates',
    action: CERTIFICATE_READ,
    answer: (asked) => list(asked, 'certificates', true),
  },
  {
    method: 'GET',
    path: /^\/certificates\/([^/]+)\/versions\/?$/,
    operation: 'ListCertificateVersions',
    action: CERTIFICATE_READ,
    answer: (asked) => versions(asked, 'certificates'),
  },
  {
    method: 'GET',
    path: /^\/certificates\/([^/]+)\/policy\/?$/,
    operation: 'GetCertificatePolicy',
    action: CERTIFICATE_READ,
    answer: (asked) => certificatePolicy(live(asked, asked.vault.certificates), asked.base),
  },
  {
    method: 'GET',
    path: /^\/certificates\/([^/]+)\/pending\/?$/,
    operation: 'GetCertificateOperation',
    action: CERTIFICATE_READ,
    answer: (asked) => certificateOperation(live(asked, asked.vault.certificates), asked.base, asked.now),
  },
  // Operations that return or use key material are listed, so that they are refused and recorded as such.
  {
    method: 'GET',
    path: /^\/secrets\/([^/]+)(\/[0-9a-f]*)?$/,
    operation: 'GetSecret',
    action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action',
    valueRead: true,
  },
  {
    method: 'POST',
    path: /^\/secrets\/([^/]+)\/backup$/,
    operation: 'BackupSecret',
    action: 'Microsoft.KeyVault/vaults/secrets/backup/action',
    valueRead: true,
  },
  {
    method: 'POST',
    path: /^\/keys\/([^/]+)(\/[0-9a-f]*)?\/(decrypt|encrypt|sign|verify|wrapkey|unwrapkey|release|backup)$/,
    operation: 'UseKey',
    action: 'Microsoft.KeyVault/vaults/keys/decrypt/action',
    valueRead: true,
  },
];

/** The data action that each operation needs. */
export function vaultOperationActions(): Map<string, string> {
  return new Map(ROUTES.map(({ operation, action }) => [operation, action]));
}

function list(asked: VaultCall, collection: Collection, deleted: boolean): object {
  const all = entries(asked, collection, deleted);
  const token = asked.request.query.get('$skiptoken');
  if (token !== null && !/^\d+$/.test(token))
    throw new AzureError(400, 'BadParameter', 'The skip token is invalid or has expired.');
  const { items, next } = cutPage(all, token, PAGE);
  const path = deleted ? `deleted${collection}` : collection;
  return {
    value: items,
    nextLink:
      next === undefined
        ? null
        : `${asked.base}/${path}?api-version=${asked.request.query.get('api-version') ?? '7.6'}&$skiptoken=${next}&maxresults=${PAGE}`,
  };
}

/** A certificate is listed as a certificate, and as a `managed` key and secret of the same name. */
function entries({ vault, base, now }: VaultCall, collection: Collection, deleted: boolean): object[] {
  const of = (declared: readonly VaultObjectDeclaration[], managed: boolean) =>
    declared.flatMap((each) => {
      const facts = vaultObjectFacts(each, vault.retentionDays, now);
      if (facts === undefined || (facts.deleted !== undefined) !== deleted) return [];
      return [entry(facts, { vault, base, collection, managed })];
    });
  if (collection === 'certificates') return of(vault.certificates, false);
  return [...of(vault[collection], false), ...of(vault.certificates, true)];
}

interface EntryOf {
  vault: VaultDeclaration;
  base: string;
  collection: Collection;
  managed: boolean;
}

function entry(facts: VaultObjectFacts, { vault, base, collection, managed }: EntryOf): object {
  const { declared, deleted } = facts;
  const id = `${base}/${collection}/${declared.name}`;
  const contentType = managed ? 'application/x-pkcs12' : declared.contentType;
  return {
    [collection === 'keys' ? 'kid' : 'id']: id,
    attributes: attributes(facts, vault),
    ...(declared.tags === undefined ? {} : { tags: declared.tags }),
    ...(managed ? { managed: true } : {}),
    ...(collection === 'secrets' && contentType !== undefined ? { contentType } : {}),
    ...(collection === 'certificates' ? { x5t: thumbprint(facts), subject: '' } : {}),
    ...(deleted === undefined
      ? {}
      : {
          recoveryId: `${base}/deleted${collection}/${declared.name}`,
          deletedDate: seconds(deleted.at),
          scheduledPurgeDate: seconds(deleted.purgedAt),
        }),
  };
}

function attributes(facts: VaultObjectFacts, vault: VaultDeclaration, at = facts.createdAt): object {
  return {
    enabled: facts.enabled,
    ...(facts.declared.notBefore === undefined && facts.declared.validDays === undefined
      ? {}
      : { nbf: seconds(facts.declared.notBefore ?? at) }),
    ...(facts.expiresAt === undefined ? {} : { exp: seconds(facts.expiresAt) }),
    created: seconds(at),
    updated: seconds(facts.updatedAt),
    recoveryLevel: vault.purgeProtection ? 'Recoverable' : 'Recoverable+Purgeable',
    recoverableDays: vault.retentionDays,
  };
}

function versions(asked: VaultCall, collection: Collection): object {
  const facts = live(asked, asked.vault[collection]);
  return {
    value: facts.versions.map((at, index) => ({
      [collection === 'keys' ? 'kid' : 'id']:
        `${asked.base}/${collection}/${asked.name}/${String(index).padStart(32, '0')}`,
      attributes: attributes(facts, asked.vault, at),
    })),
    nextLink: null,
  };
}

function live<Declaration extends VaultObjectDeclaration>(
  { name, vault, now }: VaultCall,
  of: readonly Declaration[],
): VaultObjectFacts<Declaration> {
  const declared = of.find((each) => each.name === name);
  const facts = declared === undefined ? undefined : vaultObjectFacts(declared, vault.retentionDays, now);
  if (facts === undefined || facts.deleted !== undefined)
    throw new AzureError(
      404,
      'NotFound',
      `A secret, key or certificate with (name/id) ${name} was not found in this key vault.`,
    );
  return facts;
}
