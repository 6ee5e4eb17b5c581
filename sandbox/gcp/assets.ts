import type { Instant } from '../../shared/model/instant.ts';
import type { GcpProject } from '../estate/gcp-estate.ts';
import { invalid } from './error.ts';
import { gcpPage, perInstant, type GcpSetting } from './operation.ts';
import { gcpSecretFacts } from './secret-facts.ts';

interface Asset {
  name: string;
  assetType: string;
  ancestors: string[];
  resource: { version: string; discoveryName: string; parent: string; location: string; data: object };
}

/** Cloud Asset API v1, `assets.list`: with contentType RESOURCE, at most 1,000 a page. */
export function listAssets(setting: GcpSetting): object {
  const { estate, now, query, parts } = setting;
  if (query.get('contentType') !== 'RESOURCE') throw invalid('Only contentType RESOURCE is served.');
  const types = query.getAll('assetTypes');
  const projects = estate.projects.filter(
    (project) =>
      (parts['organisation'] === estate.organisationId || parts['project'] === project.id) &&
      project.createdAt <= now &&
      !(project.deletedAt !== undefined && project.deletedAt <= now),
  );
  const all = projects
    .flatMap((project) => assetsOf(project, now))
    .filter(({ assetType }) => types.length === 0 || types.includes(assetType));
  const { items, ...next } = gcpPage(all, setting, { most: 1000, standard: 100 });
  return { readTime: now, assets: items, ...next };
}

type Resource = { name: string; [member: string]: unknown };

const assetsOf = perInstant((project, now): Asset[] => {
  const asset = (type: string, data: Resource, location: string): Asset => {
    const [service = ''] = type.split('/');
    return {
      name: `//${service}/${data.name}`,
      assetType: type,
      ancestors: [`projects/${project.number}`, project.parent],
      resource: {
        version: 'v1',
        discoveryName: type.slice(type.indexOf('/') + 1),
        parent: `//cloudresourcemanager.googleapis.com/projects/${project.number}`,
        location,
        data,
      },
    };
  };
  return [...secretAssets(project, now, asset)];
});

type MakeAsset = (type: string, data: Resource, location: string) => Asset;

function secretAssets(project: GcpProject, now: Instant, asset: MakeAsset): Asset[] {
  return gcpSecretFacts(project, now).flatMap(({ secret, versions, location }) => [
    asset('secretmanager.googleapis.com/Secret', secret, location),
    ...versions.map((version) => asset('secretmanager.googleapis.com/SecretVersion', version, location)),
  ]);
}
