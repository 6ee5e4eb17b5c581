import type { GcpSource } from '../../sources/gcp/contract.ts';
import type { Problem } from '../../model/target.ts';
import type { PlannedTarget } from '../contract.ts';
import { GcpError } from '../../clouds/gcp/problem.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';

export interface TargetWishes {
  sources: readonly GcpSource[];
  /** Only these besides `global`; empty: all. */
  locations: readonly string[];
}

/**
 * What must be read of a project: every source in `global`, where it has something there, and in the locations that
 * its service names or the asset listing holds. Locations of before stay, so that what went from them is seen to be
 * gone. Where the locations cannot be learnt, the targets of before stand (or `global`), and their scans then say why.
 */
export async function plannedTargets(
  session: GcpSession,
  before: readonly PlannedTarget[],
  { sources, locations }: TargetWishes,
): Promise<{ targets: PlannedTarget[]; problems: Problem[] }> {
  const targets: PlannedTarget[] = [];
  for (const source of sources) {
    const planned = before.filter((target) => target.source === source.type).map(({ location }) => location);
    const found = source.scope === 'global' ? [] : await locationsFor(session, source, locations);
    for (const location of new Set(['global', ...found, ...planned]))
      targets.push({ location, source: source.type });
  }
  return { targets, problems: [] };
}

async function locationsFor(
  session: GcpSession,
  source: GcpSource,
  wanted: readonly string[],
): Promise<readonly string[]> {
  // Named locations need no asking, unless the listing tells for nothing where there is anything.
  if (wanted.length > 0 && session.assets === undefined) return wanted;
  try {
    const found = await source.locations(session);
    return wanted.length === 0 ? found : found.filter((location) => wanted.includes(location));
  } catch (error) {
    // The scan of `global` meets the same refusal, and records it with what to do.
    if (error instanceof GcpError) return [];
    throw error;
  }
}
