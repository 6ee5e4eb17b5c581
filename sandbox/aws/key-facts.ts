import { addDays } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { KeyDeclaration } from '../estate/estate.ts';
import { happened, lastHappened } from '../estate/schedule.ts';

/** The state of a KMS key at one instant in one region. */
export interface KeyFacts {
  declared: KeyDeclaration;
  arn: string;
  region: string;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'PendingReplicaDeletion';
  /** Undefined for keys that do not support automatic rotation. */
  rotation: { enabled: boolean; periodDays: number | undefined; nextAt: Instant | undefined } | undefined;
  rotations: { at: Instant; type: 'AUTOMATIC' | 'ON_DEMAND' }[];
  deletionAt: Instant | undefined;
  lastUsedAt: Instant | undefined;
}

/** KMS records use since then; earlier use is unknown. */
export const USE_TRACKED_FROM = '2025-01-01T00:00:00Z';

/** Undefined while the key does not exist: before its creation and after its deletion. */
export function keyFacts(
  declared: KeyDeclaration,
  account: string,
  region: string,
  now: Instant,
): KeyFacts | undefined {
  const { deletion } = declared;
  if (declared.createdAt > now) return undefined;
  if (deletion !== undefined && deletion.cancelledAt === undefined && deletion.dueAt <= now) return undefined;
  const deleting =
    deletion !== undefined &&
    deletion.scheduledAt <= now &&
    !(deletion.cancelledAt !== undefined && deletion.cancelledAt <= now);
  const rotations = rotationsOf(declared, deleting ? deletion.scheduledAt : now);
  return {
    declared,
    arn: `arn:aws:kms:${region}:${account}:key/${declared.id}`,
    region,
    state: stateOf(declared, deleting, region, now),
    rotation: canRotate(declared) ? rotationOf(declared, rotations, deleting, now) : undefined,
    rotations,
    deletionAt: deleting ? deletion.dueAt : undefined,
    lastUsedAt: region === declared.region ? lastHappened(declared.uses, now) : undefined,
  };
}

/** Symmetric keys with key material in KMS; imported keys answer as well, always with rotation off. */
function canRotate(declared: KeyDeclaration): boolean {
  return (
    declared.spec === 'SYMMETRIC_DEFAULT' && (declared.origin === 'AWS_KMS' || declared.origin === 'EXTERNAL')
  );
}

function stateOf(
  declared: KeyDeclaration,
  deleting: boolean,
  region: string,
  now: Instant,
): KeyFacts['state'] {
  const replicated = (declared.replicas ?? []).length > 0 && region === declared.region;
  if (deleting) return replicated ? 'PendingReplicaDeletion' : 'PendingDeletion';
  if (declared.validTo !== undefined && declared.validTo <= now) return 'PendingImport';
  return declared.disabledAt !== undefined && declared.disabledAt <= now ? 'Disabled' : 'Enabled';
}

function rotationOf(
  declared: KeyDeclaration,
  rotations: KeyFacts['rotations'],
  deleting: boolean,
  now: Instant,
) {
  const { rotation } = declared;
  // AWS-managed keys always report a yearly rotation.
  if (declared.manager === 'AWS') return { enabled: true, periodDays: 365, nextAt: undefined };
  const on =
    !deleting &&
    rotation !== undefined &&
    rotation.enabledAt <= now &&
    !(rotation.offAt !== undefined && rotation.offAt <= now);
  if (!on) return { enabled: false, periodDays: undefined, nextAt: undefined };
  const last = rotations.findLast((each) => each.type === 'AUTOMATIC')?.at ?? rotation.enabledAt;
  return { enabled: true, periodDays: rotation.periodDays, nextAt: addDays(last, rotation.periodDays) };
}

function rotationsOf(declared: KeyDeclaration, now: Instant): KeyFacts['rotations'] {
  const { rotation } = declared;
  const stop = [rotation?.offAt, declared.disabledAt].filter((at) => at !== undefined).toSorted()[0];
  const automatic =
    rotation === undefined
      ? []
      : happened(
          {
            from: addDays(rotation.enabledAt, rotation.periodDays),
            everyDays: rotation.periodDays,
            ...(stop === undefined ? {} : { until: stop }),
          },
          now,
        );
  return [
    ...automatic.map((at) => ({ at, type: 'AUTOMATIC' as const })),
    ...happened(declared.onDemandRotations, now).map((at) => ({ at, type: 'ON_DEMAND' as const })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
