import * as z from 'zod';
import { entriesIn, entryOf } from '../../clouds/gcp/entries.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Problem } from '../../model/target.ts';

const location = entryOf(z.object({ locationId: z.string().min(1) }));

/**
 * The locations of a service that are available to a project, used or not.
 * @param host `secretmanager`, `cloudkms`.
 * @param problem Called for each entry that could not be read.
 */
export async function locationsOf(
  session: GcpSession,
  host: string,
  problem: (problem: Problem) => void,
): Promise<string[]> {
  const { projectId } = session;
  const call = {
    host,
    operation: `${host}:ListLocations`,
    permission: `${host}.locations.list`,
    project: projectId,
    path: `/v1/projects/${projectId}/locations`,
    query: { pageSize: '500' },
  };
  const found: string[] = [];
  for await (const { page } of session.rest.pages(call)) {
    const { entries, problems } = entriesIn(call, page, 'locations', location);
    problems.forEach(problem);
    found.push(...entries.map(({ locationId }) => locationId));
  }
  return found;
}
