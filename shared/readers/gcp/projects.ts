import * as z from 'zod';
import { accountKey, type Account } from '../../model/account.ts';
import type { Missing } from '../contract.ts';
import type { GcpConfig } from '../../config/gcp.ts';
import { checked, type GcpRest } from '../../clouds/gcp/rest.ts';

/** Permission that finding projects takes, of every project that is to be found. */
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

/** The caller may read no project, which is hardly what was meant. */
export class NoProjects extends Error {
  override readonly name = 'NoProjects';
}

/**
 * The projects that the caller may see. One whose deletion was requested is retired. SearchProjects gives those on
 * which the caller has `resourcemanager.projects.get` and no others, so a project that is missing proves nothing.
 * Source: Resource Manager API v3, projects.search.
 * @throws {NoProjects} when there is none: then a grant is missing, and no project may be called gone.
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
      'Google Cloud shows no project to this sign-in: grant resourcemanager.projects.get on the organisation or on each project (skc connect gcp prints the commands), or remove gcp from skc.config.json.',
    );
  // What is listed is what the caller may see: a project that is missing may only be hidden from it.
  return { accounts, missing: 'hidden' };
}

/** Whether the configuration has a project read. */
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
