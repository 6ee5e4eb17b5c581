import type { GcpSource } from '../../sources/gcp/contract.ts';
import type { Problem } from '../../model/target.ts';
import type { PlannedTarget } from '../../model/target.ts';
import { GcpError } from '../../clouds/gcp/problem.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';

export interface TargetWishes {
  sources: readonly GcpSource[];
  /** Only these besides `global`; empty: all. */
  locations: readonly string[];
}

/**
 * What to read in a project: every source in `global`, if it has something there, and in the locations listed by its
 * service or by the asset listing. Known locations are kept, so that SKCs that disappeared from them are recorded as
 * deleted. If the locations cannot be listed, the known targets (or `global`) are planned and their scans record why.
 */
export async function plannedTargets(
  session: GcpSession,
  before: readonly PlannedTarget[],
  { sources, locations }: TargetWishes,
): Promise<{ targets: PlannedTarget[]; problems: Problem[] }> {
  const targets: PlannedTarget[] = [];
  const problems: Problem[] = [];
  for (const source of sources) {
    const planned = before.filter((target) => target.source === source.type).map(({ location }) => location);
    const found = source.scope === 'global' ? [] : await locationsFor(session, source, locations, problems);
    for (const location of new Set(['global', ...found, ...planned]))
      targets.push({ location, source: source.type });
  }
  return { targets, problems };
}

async function locationsFor(
  session: GcpSession,
  source: GcpSource,
  wanted: readonly string[],
  problems: Problem[],
): Promise<readonly string[]> {
  // Configured locations need no call, unless the asset listing shows at no cost where anything exists.
  if (wanted.length > 0 && session.assets === undefined) return wanted;
  try {
    const found = await source.locations(session, (problem) => problems.push(problem));
    return wanted.length === 0 ? found : found.filter((location) => wanted.includes(location));
  } catch (error) {
    // The scan of `global` gets the same error and records it with the next step.
    if (error instanceof GcpError) return [];
    throw error;
  }
}
