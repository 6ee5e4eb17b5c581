import { addDays, type Instant } from '../../shared/model/instant.ts';
import type { GcpProject, GcpSecretDeclaration } from '../estate/gcp-estate.ts';
import { happened } from '../estate/schedule.ts';
import { perInstant } from './operation.ts';

/** A secret in the form of Secret Manager's REST responses, with its versions, newest first. */
export interface GcpSecretFacts {
  /** `global` or a region. */
  location: string;
  secret: { name: string; [member: string]: unknown };
  versions: { name: string; [member: string]: unknown }[];
}

/** The secrets of a project that exist at `now`, newest first as the service lists them. */
export const gcpSecretFacts = perInstant((project, now): GcpSecretFacts[] =>
  project.secrets
    .filter((secret) => exists(secret, now))
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .map((secret) => factsOf(secret, project, now)),
);

/** The service deletes a secret when it expires. */
function exists({ createdAt, deletedAt, expiresAt }: GcpSecretDeclaration, now: Instant): boolean {
  return (
    createdAt <= now &&
    !(deletedAt !== undefined && deletedAt <= now) &&
    !(expiresAt !== undefined && expiresAt <= now)
  );
}

function factsOf(declared: GcpSecretDeclaration, project: GcpProject, now: Instant): GcpSecretFacts {
  const place = declared.region === undefined ? '' : `/locations/${declared.region}`;
  const name = `projects/${project.number}${place}/secrets/${declared.name}`;
  const { rotation, replicas, kmsKey } = declared;
  const set = rotation !== undefined && (rotation.setAt ?? declared.createdAt) <= now;
  const encryption = kmsKey === undefined ? {} : { customerManagedEncryption: { kmsKeyName: kmsKey } };
  return {
    location: declared.region ?? 'global',
    secret: {
      name,
      createTime: declared.createdAt,
      labels: declared.labels ?? {},
      etag: '"16211c9a8d7b52"',
      ...(declared.expiresAt === undefined ? {} : { expireTime: declared.expiresAt }),
      ...(set ? rotationOf(rotation, now) : {}),
      ...(declared.destruction === undefined ? {} : { versionDestroyTtl: `${7 * 86_400}s` }),
      ...(declared.region === undefined ? replicationOf(replicas, encryption) : encryption),
    },
    versions: versionsOf(declared, name, now),
  };
}

/** The next date advances automatically, whether or not the secret was rotated. */
function rotationOf({ everyDays, firstAt }: NonNullable<GcpSecretDeclaration['rotation']>, now: Instant) {
  const past = happened({ from: firstAt, everyDays }, now).at(-1);
  return {
    rotation: {
      nextRotationTime: past === undefined ? firstAt : addDays(past, everyDays),
      rotationPeriod: `${everyDays * 86_400}s`,
    },
    topics: [{ name: 'projects/skc-sample/topics/rotate' }],
  };
}

function replicationOf(replicas: string[] | undefined, encryption: object): object {
  if (replicas === undefined) return { replication: { automatic: encryption } };
  return { replication: { userManaged: { replicas: replicas.map((location) => ({ location })) } } };
}

function versionsOf(declared: GcpSecretDeclaration, name: string, now: Instant): GcpSecretFacts['versions'] {
  const made = happened(declared.versions, now, 1000);
  const { destruction, disabledAt } = declared;
  const doomed = destruction !== undefined && destruction.scheduledAt <= now;
  const disabled = doomed || (disabledAt !== undefined && disabledAt <= now);
  const destroyed = doomed && destruction.dueAt <= now;
  return made
    .map((createTime, index) => ({
      name: `${name}/versions/${index + 1}`,
      createTime,
      state: destroyed ? 'DESTROYED' : disabled ? 'DISABLED' : 'ENABLED',
      replicationStatus: { automatic: {} },
      ...(doomed && !destroyed ? { scheduledDestroyTime: destruction.dueAt } : {}),
      ...(destroyed ? { destroyTime: destruction.dueAt } : {}),
    }))
    .toReversed();
}
