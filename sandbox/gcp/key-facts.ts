import { addDays, type Instant } from '../../shared/model/instant.ts';
import type { GcpKeyDeclaration, GcpProject } from '../estate/gcp-estate.ts';
import { happened } from '../estate/schedule.ts';
import { perInstant } from './operation.ts';

/** A key of Cloud KMS in the form of its REST responses, with its versions, oldest first. */
export interface GcpKeyFacts {
  location: string;
  ring: string;
  key: { name: string; [member: string]: unknown };
  versions: { name: string; state: string; [member: string]: unknown }[];
}

/** The keys of a project that exist at `now`. They are never removed: a destroyed key remains listed. */
export const gcpKeyFacts = perInstant((project, now): GcpKeyFacts[] =>
  project.keys.filter(({ createdAt }) => createdAt <= now).map((key) => factsOf(key, project, now)),
);

function factsOf(declared: GcpKeyDeclaration, project: GcpProject, now: Instant): GcpKeyFacts {
  const ring = `projects/${project.id}/locations/${declared.location}/keyRings/${declared.ring}`;
  const name = `${ring}/cryptoKeys/${declared.name}`;
  const versions = versionsOf(declared, name, now);
  const { purpose, algorithm, protectionLevel, rotation } = declared;
  const rotates = rotation !== undefined && !(rotation.offAt !== undefined && rotation.offAt <= now);
  const primary = purpose === 'ENCRYPT_DECRYPT' ? versions.at(-1) : undefined;
  return {
    location: declared.location,
    ring,
    versions,
    key: {
      name,
      ...(primary === undefined ? {} : { primary }),
      purpose,
      createTime: declared.createdAt,
      ...(rotates ? rotationOf(rotation, now) : {}),
      versionTemplate: { protectionLevel, algorithm },
      labels: declared.labels ?? {},
      destroyScheduledDuration: `${30 * 86_400}s`,
      ...(declared.importOnly === true ? { importOnly: true } : {}),
    },
  };
}

function rotationOf({ everyDays, firstAt }: NonNullable<GcpKeyDeclaration['rotation']>, now: Instant) {
  const past = happened({ from: firstAt, everyDays }, now, 1)[0];
  return {
    nextRotationTime: past === undefined ? firstAt : addDays(past, everyDays),
    rotationPeriod: `${everyDays * 86_400}s`,
  };
}

function versionsOf(declared: GcpKeyDeclaration, name: string, now: Instant): GcpKeyFacts['versions'] {
  const { rotation, destruction, disabledAt, algorithm, protectionLevel, importOnly } = declared;
  const rotated =
    rotation === undefined
      ? []
      : happened(
          {
            from: rotation.firstAt,
            everyDays: rotation.everyDays,
            ...(rotation.offAt === undefined ? {} : { until: rotation.offAt }),
          },
          now,
        );
  const made = [declared.createdAt, ...rotated, ...happened(declared.versions, now)].toSorted();
  const cancelled = destruction?.cancelledAt !== undefined && destruction.cancelledAt <= now;
  const doomed = destruction !== undefined && destruction.scheduledAt <= now && !cancelled;
  const destroyed = doomed && destruction.dueAt <= now;
  const disabled = disabledAt !== undefined && disabledAt <= now;
  return made.map((createTime, index) => ({
    name: `${name}/cryptoKeyVersions/${index + 1}`,
    state: destroyed ? 'DESTROYED' : doomed ? 'DESTROY_SCHEDULED' : disabled ? 'DISABLED' : 'ENABLED',
    createTime,
    ...(importOnly === true ? { importTime: createTime } : { generateTime: createTime }),
    algorithm,
    protectionLevel,
    ...(doomed && !destroyed ? { destroyTime: destruction.dueAt } : {}),
    ...(destroyed ? { destroyEventTime: destruction.dueAt } : {}),
  }));
}
