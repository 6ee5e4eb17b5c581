import * as z from 'zod';
import { latest, type Instant } from '../../model/instant.ts';
import type { LifecycleState, Skc } from '../../model/skc.ts';
import { dateField, type Unread } from '../fields.ts';
import { lastPart } from './contract.ts';

/** The fields that are read of a secret's version. */
export const secretVersionSchema = z.object({
  name: z.string().min(1),
  createTime: z.string().optional(),
  state: z.string().optional(),
  scheduledDestroyTime: z.string().optional(),
});
export type GcpSecretVersion = z.output<typeof secretVersionSchema>;

/** Fields from the newest enabled version, or the state if no version is enabled. */
export function currentVersionFields(
  versions: readonly GcpSecretVersion[],
  unread: Unread,
): Partial<Skc> & Pick<Skc, 'state'> {
  const newestFirst = versions.toSorted((a, b) => numberOf(b) - numberOf(a));
  const current = newestFirst.find(({ state }) => state === 'ENABLED');
  if (current === undefined)
    return { state: stateWithoutCurrent(newestFirst), deletionDueAt: lastDestruction(newestFirst, unread) };
  const versionCreatedAt = dateField(current.createTime, 'versionCreatedAt', unread);
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
