import * as z from 'zod';
import { entryOf } from '../../clouds/gcp/entries.ts';
import type { LifecycleState } from '../../model/skc.ts';
import { lastPart } from './contract.ts';

/** The fields that are read of a Cloud KMS key version. */
export const keyVersionSchema = entryOf(
  z.object({
    name: z.string().min(1),
    state: z.string().optional(),
    createTime: z.string().optional(),
    generateTime: z.string().optional(),
    importTime: z.string().optional(),
    destroyTime: z.string().optional(),
    algorithm: z.string().optional(),
    protectionLevel: z.string().optional(),
  }),
);
export type GcpKeyVersion = z.output<typeof keyVersionSchema>;

/** Cloud KMS key version states (its guide, "Key version states"). */
export const VERSION_STATES: Readonly<Record<string, LifecycleState>> = {
  ENABLED: 'active',
  DISABLED: 'suspended',
  DESTROY_SCHEDULED: 'deactivated',
  DESTROYED: 'destroyed',
  PENDING_GENERATION: 'pre-activation',
  PENDING_IMPORT: 'pre-activation',
  IMPORT_FAILED: 'pre-activation',
  GENERATION_FAILED: 'pre-activation',
  PENDING_EXTERNAL_DESTRUCTION: 'deactivated',
  EXTERNAL_DESTRUCTION_FAILED: 'deactivated',
};

/** States in order of precedence, for choosing the version that represents a key. */
const PRECEDENCE = ['ENABLED', 'DISABLED', 'PENDING_GENERATION', 'PENDING_IMPORT', 'DESTROY_SCHEDULED'];

/** The version that represents a key: its primary, or the newest in the state of highest precedence. */
export function effectiveVersion(
  { primary }: { primary?: GcpKeyVersion | undefined },
  versions: readonly GcpKeyVersion[] | undefined,
): GcpKeyVersion | undefined {
  // The primary is used for encryption even if there are newer versions.
  if (primary !== undefined && (versions === undefined || primary.state !== 'DESTROYED')) return primary;
  const newestFirst = (versions ?? []).toSorted(
    (a, b) => Number(lastPart(b.name)) - Number(lastPart(a.name)),
  );
  for (const wanted of PRECEDENCE) {
    const found = newestFirst.find(({ state }) => state === wanted);
    if (found !== undefined) return found;
  }
  return newestFirst[0];
}
