import { isAbsent } from '../../clouds/azure/problem.ts';
import type { AzureSession } from '../../clouds/azure/session.ts';
import { daysBetween, type Instant } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';
import {
  entraPrincipal,
  type EntraCollection,
  type EntraCredential,
  type EntraPrincipal,
} from './entra-directory.ts';

/** Credentials that live less long are made by a machine, which is looked for among those of one principal. */
const SHORT_LIVED_DAYS = 3;

export interface As {
  kind: Skc['kind'];
  type: Skc['type'];
  collection: EntraCollection;
  /** `passwordCredentials` or `keyCredentials`. */
  part: string;
  details?: Record<string, string | number | boolean | undefined>;
}

/** Pure: converts a credential of an application or service principal to an SKC. */
export function normaliseCredential(
  credential: EntraCredential,
  principal: EntraPrincipal,
  as: As,
  { target, now }: Pick<Reading, 'target' | 'now'>,
): Skc {
  const unread: Unread = { unknown: {} };
  const startsAt = dateField(credential.startDateTime, 'versionCreatedAt', unread);
  const endsAt = dateField(credential.endDateTime, 'expiresAt', unread);
  const owner = principal.displayName ?? principal.appId ?? principal.id;
  const holder = `/${as.collection}/${principal.id}`;
  const isShortLived =
    startsAt !== undefined && endsAt !== undefined && daysBetween(startsAt, endsAt) < SHORT_LIVED_DAYS;
  return {
    id: `${holder}/${as.part}/${credential.keyId}`,
    kind: as.kind,
    type: as.type,
    cloud: 'azure',
    account: target.account,
    location: target.location,
    name: `${owner}/${credential.displayName ?? credential.keyId}`,
    state:
      principal.accountEnabled === false
        ? 'suspended'
        : startsAt !== undefined && startsAt > now
          ? 'pre-activation'
          : 'active',
    createdAt: startsAt,
    notBefore: startsAt,
    expiresAt: endsAt,
    versionCreatedAt: startsAt,
    ...(isShortLived ? { holder } : {}),
    ...(isRenewedByService(credential) ? { renewedBy: 'service' as const } : {}),
    tags: tagsOf(principal.tags ?? []),
    details: detailFields({
      application: owner,
      appId: principal.appId,
      objectId: principal.id,
      keyId: credential.keyId,
      ...as.details,
    }),
    unknown: unread.unknown,
    precise: {},
  };
}

/**
 * Application Proxy makes a credential of this name for each application that it publishes, and renews it by itself; it
 * must not be deleted. Fact: Microsoft Learn, Application Proxy FAQ, "CWAP_AuthSecret". Graph gives the name as
 * `displayName` or, in base64, as `customKeyIdentifier`.
 */
const OF_APPLICATION_PROXY = 'CWAP_AuthSecret';

function isRenewedByService({ displayName, customKeyIdentifier }: EntraCredential): boolean {
  if (displayName === OF_APPLICATION_PROXY) return true;
  const bytes = Buffer.from(customKeyIdentifier ?? '', 'base64');
  return [bytes.toString('utf8'), bytes.toString('utf16le')].includes(OF_APPLICATION_PROXY);
}

/**
 * Pure: the application's tags as keys and values. Entra's tags are plain texts: of `owner=payments` and
 * `owner:payments` the part before the first sign is the key; any other text is a key without a value. Facts: Microsoft
 * Graph reference, `application` and `servicePrincipal`: `tags`, returned with `$select`.
 */
function tagsOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, key = text, value = ''] = /^([^=:]+)[=:](.*)$/s.exec(text) ?? [];
      return [key.trim(), value.trim()];
    }),
  );
}

/**
 * Pure: marks each credential for which a newer valid one exists. Applications rotate by having several valid
 * credentials, so the expiry of an older one has no impact.
 * @param beside Credentials of one application, of the same kind and use.
 */
export function withSuperseding(beside: readonly Skc[], now: Instant): Skc[] {
  return beside.map((skc) => {
    const newer = beside
      .filter((other) => isValid(other, now) && (other.createdAt ?? '') > (skc.createdAt ?? ''))
      .toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1));
    const newest = newer.at(-1);
    return newest === undefined
      ? skc
      : { ...skc, supersededBy: newest.id, supersededAt: newer[0]?.createdAt };
  });
}

function isValid(skc: Skc, now: Instant): boolean {
  return skc.state === 'active' && (skc.expiresAt === undefined || skc.expiresAt > now);
}

/** True if Graph reports that the application does not exist, or returns it without this credential. */
export async function credentialIsGone(session: AzureSession, skc: Skc): Promise<boolean> {
  const [, collection, objectId] = skc.id.split('/');
  const of: EntraCollection = collection === 'servicePrincipals' ? 'servicePrincipals' : 'applications';
  try {
    const principal = await entraPrincipal(session, of, objectId ?? '');
    const all = [...principal.passwordCredentials, ...principal.keyCredentials];
    const keyId = String(skc.details['keyId']).toLowerCase();
    return !all.some((each) => each.keyId === keyId);
  } catch (error) {
    if (isAbsent(error)) return true;
    throw error;
  }
}
