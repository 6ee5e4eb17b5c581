import { createHash } from 'node:crypto';
import { addDays, latest } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { SecretDeclaration } from '../estate/estate.ts';
import { happened, lastHappened } from '../estate/schedule.ts';

/** The state of a secret at one instant. */
export interface SecretFacts {
  declared: SecretDeclaration;
  arn: string;
  region: string;
  /** Set on replicas and on secrets that have replicas. */
  primaryRegion: string | undefined;
  versions: { id: string; createdAt: Instant; stages: string[] }[];
  rotationEnabled: boolean;
  lastRotatedAt: Instant | undefined;
  nextRotationAt: Instant | undefined;
  lastChangedAt: Instant;
  lastAccessedAt: Instant | undefined;
  /** Set while a deletion is scheduled. */
  deletionDueAt: Instant | undefined;
}

/** Undefined while the secret does not exist: before its creation and after its deletion. */
export function secretFacts(
  declared: SecretDeclaration,
  account: string,
  region: string,
  now: Instant,
): SecretFacts | undefined {
  const { deletion } = declared;
  if (declared.createdAt > now) return undefined;
  const cancelled = deletion?.cancelledAt !== undefined && deletion.cancelledAt <= now;
  if (deletion !== undefined && deletion.cancelledAt === undefined && deletion.dueAt <= now) return undefined;
  const deleted = deletion !== undefined && deletion.scheduledAt <= now && !cancelled;
  const frozen = deleted ? deletion.scheduledAt : now;
  const rotations = rotationsOf(declared, frozen);
  const made = [declared.createdAt, ...happened(declared.versions, frozen), ...rotations].toSorted();
  const lastUse = lastHappened(declared.uses, frozen);
  return {
    declared,
    arn: `arn:aws:secretsmanager:${region}:${account}:secret:${arnName(declared.name)}-${declared.suffix}`,
    region,
    primaryRegion: declared.replicas === undefined ? undefined : declared.region,
    versions: versionsOf(made, `${account}/${declared.name}`),
    rotationEnabled: declared.rotation !== undefined && !(offAt(declared) <= frozen),
    lastRotatedAt: rotations.at(-1),
    nextRotationAt: nextRotation(declared, rotations, frozen),
    lastChangedAt:
      latest(...made, lastHappened(declared.edits, frozen), deleted ? deletion.scheduledAt : undefined) ??
      declared.createdAt,
    lastAccessedAt: lastUse === undefined ? undefined : `${lastUse.slice(0, 10)}T00:00:00Z`,
    deletionDueAt: deleted ? deletion.dueAt : undefined,
  };
}

function rotationsOf({ rotation }: SecretDeclaration, now: Instant): Instant[] {
  if (rotation === undefined) return [];
  const stops = [rotation.failsFrom, rotation.offAt].filter((at) => at !== undefined).toSorted()[0];
  const until = stops === undefined ? undefined : addDays(stops, -1 / 86_400);
  return happened(
    { from: rotation.firstAt, everyDays: rotation.everyDays, ...(until === undefined ? {} : { until }) },
    now,
  );
}

function nextRotation(declared: SecretDeclaration, rotations: Instant[], now: Instant): Instant | undefined {
  const { rotation } = declared;
  if (rotation === undefined || offAt(declared) <= now) return undefined;
  const last = rotations.at(-1);
  return last === undefined ? rotation.firstAt : addDays(last, rotation.everyDays);
}

function offAt({ rotation }: SecretDeclaration): Instant {
  return rotation?.offAt ?? '9999-12-31T23:59:59Z';
}

// Labels keep the two newest versions; older ones are deprecated and removed by AWS.
function versionsOf(made: Instant[], seed: string): SecretFacts['versions'] {
  return made.slice(-2).map((createdAt, index, kept) => ({
    id: versionId(`${seed}/${createdAt}`),
    createdAt,
    stages: index === kept.length - 1 ? ['AWSCURRENT'] : ['AWSPREVIOUS'],
  }));
}

function versionId(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// A hostile name is listed unchanged; AWS would not allow it in an ARN.
function arnName(name: string): string {
  return name.replace(/[^\w/+=.@-]/g, '_');
}
