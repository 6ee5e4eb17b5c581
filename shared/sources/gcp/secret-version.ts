import * as z from 'zod';
import { entryOf } from '../../clouds/gcp/entries.ts';
import { latest, type Instant } from '../../model/instant.ts';
import type { LifecycleState, Skc } from '../../model/skc.ts';
import { dateField, type Unread } from '../fields.ts';
import { givenDate, lastPart, markOdd } from './contract.ts';

/** The fields that are read of a secret's version. */
export const secretVersionSchema = entryOf(
  z.object({
    name: z.string().min(1),
    createTime: z.string().optional(),
    state: z.string().optional(),
    scheduledDestroyTime: z.string().optional(),
  }),
);
export type GcpSecretVersion = z.output<typeof secretVersionSchema>;

/** Facts of a secret that its versions give. */
export const VERSION_FIELDS = [
  'state',
  'currentVersion',
  'versionCreatedAt',
  'lastRotatedAt',
  'deletionDueAt',
  'empty',
] as const;

/** The fields that come from a member. */
const FIELDS = {
  createTime: ['versionCreatedAt', 'lastRotatedAt'],
  scheduledDestroyTime: ['deletionDueAt'],
} as const;

/** Fields from the newest enabled version, or the state if no version is enabled. */
export function currentVersionFields(
  versions: readonly GcpSecretVersion[],
  unread: Unread,
): Partial<Skc> & Pick<Skc, 'state'> {
  const newestFirst = versions.toSorted((a, b) => numberOf(b) - numberOf(a));
  const enabled = newestFirst.findIndex(({ state }) => state === 'ENABLED');
  // A version of unknown state may be the current one.
  const unclear = newestFirst.findIndex(({ state }) => state === undefined);
  if (unclear !== -1 && (enabled === -1 || unclear < enabled))
    for (const field of VERSION_FIELDS)
      unread.unknown[field] = 'Google did not return the state of a version';
  const current = newestFirst[enabled];
  if (current === undefined) {
    for (const version of newestFirst) markOdd(version, FIELDS, unread);
    return {
      state: stateWithoutCurrent(newestFirst),
      deletionDueAt: lastDestruction(newestFirst, unread),
      empty: newestFirst.every(({ state }) => state === 'DESTROYED') ? true : undefined,
    };
  }
  markOdd(current, FIELDS, unread);
  const versionCreatedAt = givenDate(current.createTime, 'versionCreatedAt', unread);
  return {
    state: 'active',
    currentVersion: lastPart(current.name),
    versionCreatedAt,
    lastRotatedAt: numberOf(current) > 1 ? versionCreatedAt : undefined,
  };
}

function stateWithoutCurrent(versions: readonly GcpSecretVersion[]): LifecycleState {
  if (versions.length === 0) return 'pre-activation';
  return versions.some(({ state }) => state === 'DISABLED') ? 'suspended' : 'deactivated';
}

/** With delayed destruction a version is disabled until its destruction date and can be enabled again until then. */
function lastDestruction(versions: readonly GcpSecretVersion[], unread: Unread): Instant | undefined {
  return latest(
    ...versions.map(({ scheduledDestroyTime }) => dateField(scheduledDestroyTime, 'deletionDueAt', unread)),
  );
}

function numberOf({ name }: GcpSecretVersion): number {
  return Number(lastPart(name));
}
