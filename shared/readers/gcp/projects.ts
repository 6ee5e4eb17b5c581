import * as z from 'zod';
import { accountKey, type Account } from '../../model/account.ts';
import type { Problem } from '../../model/target.ts';
import type { Missing } from '../contract.ts';
import type { GcpConfig } from '../../config/gcp.ts';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import { entriesIn, entryOf } from '../../clouds/gcp/entries.ts';
import { GcpError, gcpFailure } from '../../clouds/gcp/problem.ts';
import type { GcpRest } from '../../clouds/gcp/rest.ts';

/** Permission needed on every project to find it. */
export const GCP_PLAN_PERMISSIONS = ['resourcemanager.projects.get'] as const;

const PAGE = '500';
const projectSchema = entryOf(
  z.object({
    projectId: z.string().min(1),
    name: z.string().optional(),
    displayName: z.string().optional(),
    parent: z.string().optional(),
    state: z.string().optional(),
  }),
);
type GcpProject = z.output<typeof projectSchema>;

/** The caller cannot read any project, so a grant is probably missing. */
export class NoProjects extends Error {
  override readonly name = 'NoProjects';
}

/**
 * The projects visible to the caller. A project whose deletion was requested is retired. SearchProjects returns only
 * projects on which the caller has `resourcemanager.projects.get`, so a missing project proves nothing. Its id never
 * changes, so a project that is moved to another folder is the same account with another path.
 * Source: Resource Manager API v3, projects.search.
 * @param idsByNumber Filled with the ids of all visible projects by their numbers.
 * @throws {NoProjects} if there are none: a grant is missing, and no project may be treated as gone.
 */
export async function gcpProjects(
  rest: GcpRest,
  config: GcpConfig,
  idsByNumber = new Map<string, string>(),
): Promise<{ accounts: Account[]; missing: Missing; problems: Problem[] }> {
  const { projects, problems } = await visibleProjects(rest);
  for (const { name, projectId } of projects)
    if (name !== undefined) idsByNumber.set(numberOf(name), projectId);
  if (projects.length === 0 && problems.length === 0)
    throw new NoProjects(
      'No project is visible to this sign-in: grant resourcemanager.projects.get on the organisation or on each project (skc connect gcp prints the commands), or remove gcp from skc.config.json.',
    );
  const accounts = projects.filter(({ projectId }) => isIncluded(projectId, config)).map(accountOf);
  // A missing project may only be hidden from the caller.
  return { accounts, missing: 'hidden', problems };
}

function accountOf({ projectId, displayName, parent, state }: GcpProject): Account {
  return {
    key: accountKey('gcp', projectId),
    cloud: 'gcp',
    id: projectId,
    name: displayName ?? projectId,
    path: parent === undefined ? [] : [parent],
    status: (state ?? 'ACTIVE') === 'ACTIVE' ? 'active' : 'retired',
    ...(isSystemMade(projectId) ? { systemMade: true } : {}),
  };
}

/**
 * Whether Apps Script made a project, one for each script of a person. Its id is `sys-` and 26 digits; people may choose
 * ids that begin with `sys-` as well. Source: Apps Script guide, "View or edit Google Cloud projects" ("Default project
 * IDs start with sys-"); the digits are seen in practice and not documented.
 */
export function isSystemMade(projectId: string): boolean {
  return /^sys-\d{20,}$/.test(projectId);
}

/** Whether the configuration includes a project. */
export function isIncluded(projectId: string, { include, exclude }: GcpConfig): boolean {
  if (include.projects.length > 0 && !include.projects.includes(projectId)) return false;
  return !exclude.projects.includes(projectId);
}

/** Project ids by project number. */
export async function projectIdsByNumber(rest: GcpRest): Promise<Map<string, string>> {
  const { projects } = await visibleProjects(rest);
  return new Map(
    projects.flatMap(({ name, projectId }) => (name === undefined ? [] : [[numberOf(name), projectId]])),
  );
}

/** `projects/415104041262` → `415104041262`. */
function numberOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

const CALL: GcpCall = {
  host: 'cloudresourcemanager',
  operation: 'cloudresourcemanager:SearchProjects',
  permission: GCP_PLAN_PERMISSIONS[0],
  project: '-',
  path: '/v3/projects:search',
  query: { pageSize: PAGE },
};

/** What could be read of the list. An error after the first page is a problem; the projects before it are used. */
async function visibleProjects(rest: GcpRest): Promise<{ projects: GcpProject[]; problems: Problem[] }> {
  const projects: GcpProject[] = [];
  const problems: Problem[] = [];
  try {
    for await (const { page } of rest.pages(CALL)) {
      const read = entriesIn(CALL, page, 'projects', projectSchema);
      projects.push(...read.entries);
      problems.push(...read.problems);
    }
  } catch (error) {
    if (!(error instanceof GcpError) || projects.length === 0) throw error;
    problems.push(gcpFailure(error, CALL.permission).problem);
  }
  return { projects, problems };
}
