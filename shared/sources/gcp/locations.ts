import * as z from 'zod';
import { checked } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';

const form = z.object({ locations: z.array(z.object({ locationId: z.string() })).default([]) });

/**
 * The locations of a service that are available to a project, used or not.
 * @param host `secretmanager`, `cloudkms`.
 */
export async function locationsOf(session: GcpSession, host: string): Promise<string[]> {
  const { projectId } = session;
  const call = {
    host,
    operation: `${host}:ListLocations`,
    project: projectId,
    path: `/v1/projects/${projectId}/locations`,
    query: { pageSize: '500' },
  };
  const found: string[] = [];
  for await (const page of session.rest.pages(call))
    found.push(...checked(call, form, page).locations.map(({ locationId }) => locationId));
  return found;
}
