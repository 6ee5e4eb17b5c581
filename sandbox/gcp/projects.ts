import type { GcpEstate, GcpProject } from '../estate/gcp-estate.ts';
import { gcpPage, type GcpSetting } from './operation.ts';
import { denies } from './denials.ts';

/** Resource Manager v3, `projects:search`: the projects that the caller may get, with deleted ones marked. */
export function searchProjects(setting: GcpSetting): object {
  const { estate, now } = setting;
  const visible = estate.projects.filter(
    (project) => project.createdAt <= now && !denies(project, 'resourcemanager.projects.get', ''),
  );
  const { items, ...next } = gcpPage(visible, setting, { most: 500, standard: 500 });
  return { projects: items.map((project) => wireProject(project, setting.now)), ...next };
}

function wireProject({ id, number, name, parent, createdAt, deletedAt }: GcpProject, now: string): object {
  const deleted = deletedAt !== undefined && deletedAt <= now;
  return {
    name: `projects/${number}`,
    projectId: id,
    displayName: name,
    parent,
    state: deleted ? 'DELETE_REQUESTED' : 'ACTIVE',
    createTime: createdAt,
    ...(deleted ? { deleteTime: deletedAt } : {}),
  };
}

/** By id or number. */
export function projectOf(estate: GcpEstate, named: string, now: string): GcpProject | undefined {
  return estate.projects.find(
    ({ id, number, createdAt }) => (id === named || number === named) && createdAt <= now,
  );
}
