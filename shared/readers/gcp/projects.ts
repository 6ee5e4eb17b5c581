import * as z from 'zod';
import { accountKey, type Account } from '../../model/account.ts';
import type { Missing } from '../contract.ts';
import type { GcpConfig } from '../../config/gcp.ts';
import { checked, type GcpRest } from '../../clouds/gcp/rest.ts';

/** Permission needed on every project to find it. */
export const GCP_PLAN_PERMISSIONS = ['resourcemanager.projects.get'] as const;

const PAGE = '500';
const projectSchema = z.object({
  projectId: z.string(),
  name: z.string(),
  displayName: z.string().optional(),
  parent: z.string().optional(),
  state: z.string().optional(),
});
const pageSchema = z.object({ projects: z.array(projectSchema).default([]) });

/** The caller cannot read any project, so a grant is probably missing. */
export class NoProjects extends Error {
  override readonly name = 'NoProjects';
}

/**
 * The projects visible to the caller. A project whose deletion was requested is retired. SearchProjects returns only
 * projects on which the caller has `resourcemanager.projects.get`, so a missing project proves nothing.
 * Source: Resource Manager API v3, projects.search.
 * @throws {NoProjects} if there are none: a grant is missing, and no project may be treated as gone.
 */
export async function gcpProjects(
  rest: GcpRest,
  config: GcpConfig,
): Promise<{ accounts: Account[]; missing: Missing }> {
  const accounts: Account[] = [];
  let seen = 0;
  for await (const project of visibleProjects(rest)) {
    seen += 1;
    if (!isIncluded(project.projectId, config)) continue;
    accounts.push({
      key: accountKey('gcp', project.projectId),
      cloud: 'gcp',
      id: project.projectId,
      name: project.displayName ?? project.projectId,
      path: project.parent === undefined ? [] : [project.parent],
      status: (project.state ?? 'ACTIVE') === 'ACTIVE' ? 'active' : 'retired',
    });
  }
  if (seen === 0)
    throw new NoProjects(
      'No project is visible to this sign-in: grant resourcemanager.projects.get on the organisation or on each project (skc connect gcp prints the commands), or remove gcp from skc.config.json.',
    );
  // A missing project may only be hidden from the caller.
  return { accounts, missing: 'hidden' };
}

/** Whether the configuration includes a project. */
export function isIncluded(projectId: string, { include, exclude }: GcpConfig): boolean {
  if (include.projects.length > 0 && !include.projects.includes(projectId)) return false;
  return !exclude.projects.includes(projectId);
}

/** Project ids by project number. */
export async function projectIdsByNumber(rest: GcpRest): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for await (const { name, projectId } of visibleProjects(rest))
    ids.set(name.slice(name.lastIndexOf('/') + 1), projectId);
  return ids;
}

const CALL = {
  host: 'cloudresourcemanager',
  operation: 'cloudresourcemanager:SearchProjects',
  project: '-',
  path: '/v3/projects:search',
  query: { pageSize: PAGE },
};

async function* visibleProjects(rest: GcpRest): AsyncIterable<z.output<typeof projectSchema>> {
  for await (const page of rest.pages(CALL)) yield* checked(CALL, pageSchema, page).projects;
}
