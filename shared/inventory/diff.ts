import type { Change, ChangeKind } from '../model/change.ts';
import { daysBetween, type Instant } from '../model/instant.ts';
import { ATTRIBUTES, skcSchema, type Skc, type SkcField, type StoredSkc } from '../model/skc.ts';

/** Fields that move by themselves: no change is recorded, and they are written only after they moved by a week. */
const VOLATILE: ReadonlySet<SkcField> = new Set<SkcField>(['lastUsedAt', 'precise']);
const VOLATILE_DAYS = 7;
/** After so many days without use, a use is worth a record of its own. */
const DORMANT_DAYS = 90;

/** Fields that name the SKC; if they differed it would be another one. */
const IDENTITY: ReadonlySet<SkcField> = new Set<SkcField>(['id', 'account', 'type', 'cloud', 'kind']);

/** Derived from tags by the configuration: a change of the tag is recorded, one of the configuration is written alone. */
/** Kept to judge by, and no change of the SKC itself: written without a change. */
const BOOKKEPT: readonly SkcField[] = ['rotationSeenAt', 'holder', 'supersededAt', 'replicated'];

const FROM_TAGS: ReadonlySet<SkcField> = new Set<SkcField>(ATTRIBUTES);

const COMPARED: readonly SkcField[] = skcSchema
  .keyof()
  .options.filter((field) => !VOLATILE.has(field) && !IDENTITY.has(field) && !BOOKKEPT.includes(field));

export type Difference =
  | { kind: 'none' }
  /** Only volatile facts moved far enough to be worth a write. */
  | { kind: 'refresh'; after: StoredSkc }
  | { kind: 'change'; change: Change; after: StoredSkc };

/**
 * Compares what the inventory has with what a scan found. Pure.
 * A field that could not be read this time keeps its last known value beside the reason in `unknown`.
 * @param watched Whether every use is recorded, not only one after a long time without use.
 */
export function difference(before: StoredSkc, found: Skc, now: Instant, watched = false): Difference {
  const listed = withRotationSeen(withLastKnown(before, found), now, before);
  const differing = differingFields(before, listed);
  if (isUsedAgain(before, listed, watched)) differing.push('lastUsedAt');
  const restored = before.absentAt !== undefined;
  if (differing.length === 0 && !restored) return volatileDifference(before, listed);
  const after: StoredSkc = {
    ...listed,
    revision: before.revision + 1,
    discoveredAt: before.discoveredAt,
    changedAt: now,
  };
  const kinds = changeKinds(before, after, differing);
  return {
    kind: 'change',
    after,
    change: {
      account: before.account,
      skcId: before.id,
      name: after.name,
      type: after.type,
      revision: after.revision,
      kinds: restored ? ['restored', ...kinds.filter((kind) => kind !== 'edited')] : kinds,
      observedAt: now,
      before: { ...pick(before, differing), ...(restored ? { absentAt: before.absentAt } : {}) },
      after: pick(after, differing),
    },
  };
}

/** The change that records an SKC as gone; its last metadata stay. */
export function deletion(before: StoredSkc, now: Instant): { change: Change; after: StoredSkc } {
  const after: StoredSkc = {
    ...before,
    state: 'destroyed',
    revision: before.revision + 1,
    changedAt: now,
    absentAt: now,
  };
  return {
    after,
    change: {
      account: before.account,
      skcId: before.id,
      name: after.name,
      type: after.type,
      revision: after.revision,
      kinds: ['deleted'],
      observedAt: now,
      before: { state: before.state },
      after: { state: 'destroyed', absentAt: now },
    },
  };
}

export function discovery(found: Skc, now: Instant): StoredSkc {
  return { ...withRotationSeen(found, now), revision: 1, discoveredAt: now, changedAt: now };
}

/**
 * When automatic rotation was first seen on with its present schedule: kept from reading to reading, since no cloud
 * gives it. Rotation that was on before this was recorded counts from the discovery.
 */
function withRotationSeen<T extends Skc>(found: T, now: Instant, before?: StoredSkc): T {
  if (found.rotationEnabled !== true || found.rotationSeenAt !== undefined) return found;
  const sameSchedule =
    before?.rotationEnabled === true && before.rotationPeriodDays === found.rotationPeriodDays;
  const rotationSeenAt = sameSchedule ? (before.rotationSeenAt ?? before.discoveredAt) : now;
  return { ...found, rotationSeenAt };
}

function withLastKnown(before: StoredSkc, found: Skc): Skc {
  const unread = Object.keys(found.unknown);
  if (unread.length === 0) return found;
  const known = pick(before, unread.includes('expiresAt') ? [...unread, 'expiresAtFrom'] : unread);
  return { ...found, ...known };
}

function differingFields(before: StoredSkc, found: Skc): SkcField[] {
  return COMPARED.filter(
    (field) => !learnt(before, found, field) && canonical(before[field]) !== canonical(found[field]),
  );
}

/**
 * A fact that a precise reading gave for the first time, or tags that are read from now on, or no more, or what the
 * configuration takes from them: it was so before, so nothing changed.
 */
function learnt(before: StoredSkc, found: Skc, field: SkcField): boolean {
  if (FROM_TAGS.has(field) || (END.has(field) && isNamedOtherwise(before, found))) return true;
  if (field === 'tags' && (before.tags === undefined || found.tags === undefined)) return true;
  return (
    before[field] === undefined && before.precise[field] === undefined && found.precise[field] !== undefined
  );
}

const END: ReadonlySet<SkcField> = new Set<SkcField>(['expiresAt', 'expiresAtFrom']);

/** The tags are as before, and the configuration takes the end from another of them, or from none any more. */
function isNamedOtherwise(before: StoredSkc, found: Skc): boolean {
  const ofTags = before.expiresAtFrom === 'tag' || found.expiresAtFrom === 'tag';
  return ofTags && (before.tags === undefined || canonical(before.tags) === canonical(found.tags));
}

/** A later use that must not be forgotten when the next one replaces it. */
function isUsedAgain(before: StoredSkc, { lastUsedAt, unknown, precise }: Skc, watched: boolean): boolean {
  if (lastUsedAt === undefined || Object.hasOwn(unknown, 'lastUsedAt')) return false;
  if (before.lastUsedAt === undefined) {
    const knownUnused = !Object.hasOwn(before.unknown, 'lastUsedAt');
    return watched && knownUnused && precise.lastUsedAt === before.precise.lastUsedAt;
  }
  if (lastUsedAt <= before.lastUsedAt) return false;
  return watched || daysBetween(before.lastUsedAt, lastUsedAt) >= DORMANT_DAYS;
}

function volatileDifference(before: StoredSkc, found: Skc): Difference {
  const used =
    found.lastUsedAt !== undefined &&
    (before.lastUsedAt === undefined || daysBetween(before.lastUsedAt, found.lastUsedAt) >= VOLATILE_DAYS);
  const confirmed = canonical(before.precise) !== canonical(found.precise);
  const tagged =
    (before.tags === undefined) !== (found.tags === undefined) ||
    before.expiresAtFrom !== found.expiresAtFrom ||
    (found.expiresAtFrom === 'tag' && before.expiresAt !== found.expiresAt) ||
    ATTRIBUTES.some((attribute) => before[attribute] !== found[attribute]);
  const bookkept = BOOKKEPT.some((field) => before[field] !== found[field]);
  if (!used && !confirmed && !tagged && !bookkept) return { kind: 'none' };
  return {
    kind: 'refresh',
    after: {
      ...found,
      lastUsedAt: found.lastUsedAt,
      revision: before.revision,
      discoveredAt: before.discoveredAt,
      changedAt: before.changedAt,
    },
  };
}

function changeKinds(before: StoredSkc, after: Skc, fields: readonly SkcField[]): ChangeKind[] {
  const kinds = new Set<ChangeKind>();
  const has = (...names: SkcField[]) => names.some((name) => fields.includes(name));
  const newVersion =
    has('currentVersion') ||
    (has('lastRotatedAt') && before.lastRotatedAt !== undefined) ||
    (has('versionCreatedAt') && before.versionCreatedAt !== undefined);
  const laterEnd =
    has('expiresAt') && before.expiresAt !== undefined && (after.expiresAt ?? '') > before.expiresAt;
  if (after.kind === 'certificate' && laterEnd) kinds.add('renewed');
  else if (newVersion && after.kind !== 'certificate') kinds.add('rotated');
  if (has('expiresAt') && !kinds.has('renewed')) kinds.add('expiry-moved');
  if (has('deletionDueAt'))
    kinds.add(after.deletionDueAt === undefined ? 'deletion-cancelled' : 'deletion-scheduled');
  if (has('state') && before.state === 'active' && after.state === 'suspended') kinds.add('disabled');
  if (has('state') && before.state === 'suspended' && after.state === 'active') kinds.add('enabled');
  if (has('rotationEnabled', 'rotationPeriodDays')) kinds.add('rotation-changed');
  if (has('lastUsedAt')) kinds.add('used-again');
  const lacks = (one: Skc, other: Skc) =>
    Object.keys(one.unknown).some((field) => !Object.hasOwn(other.unknown, field));
  if (lacks(after, before)) kinds.add('unreadable');
  if (lacks(before, after)) kinds.add('readable');
  if (kinds.size === 0) kinds.add('edited');
  return [...kinds];
}

function pick(from: object, fields: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(from).filter(
    ([field, value]) => fields.includes(field) && value !== undefined,
  );
  return Object.fromEntries(entries);
}

/** One text per meaning: object keys in order, undefined left out. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

/** Facts as the listing hash sees them: volatile fields and precise readings left out. */
export function steadyFacts(skc: Skc): string {
  const { lastUsedAt: _used, precise: _precise, ...steady } = skc;
  return canonical(steady);
}
