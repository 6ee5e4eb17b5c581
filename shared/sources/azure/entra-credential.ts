import { isAbsent } from '../../clouds/azure/problem.ts';
import type { AzureSession } from '../../clouds/azure/session.ts';
import { addDays, type Instant } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';
import {
  entraPrincipal,
  type EntraCollection,
  type EntraCredential,
  type EntraPrincipal,
} from './entra-directory.ts';

/** A lifetime longer than this counts as no expiry: Entra accepts end dates centuries ahead. */
const NEVER_DAYS = 3653;

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
  const startsAt = dateField(credential.startDateTime ?? undefined, 'versionCreatedAt', unread);
  const endsAt = dateField(credential.endDateTime ?? undefined, 'expiresAt', unread);
  const isForever = endsAt !== undefined && endsAt > addDays(startsAt ?? now, NEVER_DAYS);
  const owner = principal.displayName ?? principal.appId;
  return {
    id: `/${as.collection}/${principal.id}/${as.part}/${credential.keyId}`,
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
    expiresAt: isForever ? undefined : endsAt,
    versionCreatedAt: startsAt,
    tags: tagsOf(principal.tags ?? []),
    details: detailFields({
      application: owner,
      appId: principal.appId,
      objectId: principal.id,
      keyId: credential.keyId,
      namedEnd: isForever ? endsAt : undefined,
      ...as.details,
    }),
    unknown: unread.unknown,
    precise: {},
  };
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
      .toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? 1 : -1))[0];
    return newer === undefined ? skc : { ...skc, supersededBy: newer.id };
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
    return !all.some(({ keyId }) => keyId === skc.details['keyId']);
  } catch (error) {
    if (isAbsent(error)) return true;
    throw error;
  }
}
