import * as z from 'zod';
import { instant, type Instant } from '../../model/instant.ts';
import { packedValues, type Packed } from '../../model/packed.ts';
import { checked, type GcpCall, type GcpRest } from './rest.ts';

/** Permission to list assets with their metadata, at the organisation. */
export const GCP_ASSET_PERMISSIONS = ['cloudasset.assets.listResource'] as const;

/** An asset type, and the fields of its resources that are kept; there may be many resources. */
export interface AssetKind<T> {
  /** `secretmanager.googleapis.com/Secret`. */
  type: string;
  /** Selects fields; its output must be JSON. */
  schema: z.ZodType<T>;
  /** A resource's location, for sources that are planned per location. */
  locationOf?(resource: T): string;
}

/** The resources of one type in one project. */
export interface Assets<T> {
  /** Unpacked one at a time on every iteration, so that not all of them are in memory. */
  resources: Iterable<T>;
  /** How many were not in their documented form. */
  unreadable: number;
  /** The point in time that the listing shows. */
  readAt: Instant;
}

/** The Cloud Asset Inventory listing for all sources, by project. */
export interface AssetListing {
  of<T>(kind: AssetKind<T>, projectId: string): Promise<Assets<T>>;
  /** The distinct locations in which a project has resources of a kind. */
  locations(kind: Pick<AssetKind<never>, 'type'>, projectId: string): Promise<string[]>;
}

/** The scope of one listing. */
export type AssetScope =
  /** One project. */
  | { projectId: string }
  /** The whole organisation. Assets name their project by number, so a map from number to id is needed. */
  | { organisationId: string; projectIds: () => Promise<ReadonlyMap<string, string>> };

/** The inventory allows 1,000 assets a page (Cloud Asset API, assets.list). */
const PAGE = '1000';

const assetSchema = z.object({
  assetType: z.string(),
  ancestors: z.array(z.string()).default([]),
  resource: z.object({ data: z.record(z.string(), z.unknown()) }),
});
const pageSchema = z.object({ assets: z.array(z.unknown()).default([]), readTime: z.string().optional() });

/** Assets of one project. All projects are in memory at the same time, so resources are packed, by type. */
interface ProjectAssets {
  resources: Map<string, Packed>;
  locations: Map<string, Set<string>>;
  unreadable: Map<string, number>;
}

interface AssetsByProject {
  byProject: Map<string, ProjectAssets>;
  readAt: Instant;
}

/**
 * Lists all assets of a scope on first use, in pages of 1,000, and shares the result between projects and sources.
 * A failed listing is retried on the next use. The inventory usually lags by a few minutes.
 */
export function listAssets(
  rest: GcpRest,
  scope: AssetScope,
  kinds: readonly AssetKind<unknown>[],
): AssetListing {
  let listing: Promise<AssetsByProject> | undefined;
  const listed = () => {
    if (listing !== undefined) return listing;
    const started = readAll(rest, scope, kinds);
    listing = started;
    started.catch(() => (listing = undefined));
    return started;
  };
  return {
    async of<T>({ type }: AssetKind<T>, projectId: string): Promise<Assets<T>> {
      const { byProject, readAt } = await listed();
      const assets = byProject.get(projectId);
      const packed = assets?.resources.get(type) ?? packedValues();
      // Resources were validated by the kind's schema before they were packed.
      const resources = packed.unpacked<T>();
      return { resources, unreadable: assets?.unreadable.get(type) ?? 0, readAt };
    },
    async locations({ type }, projectId) {
      const { byProject } = await listed();
      return [...(byProject.get(projectId)?.locations.get(type) ?? [])];
    },
  };
}

async function readAll(
  rest: GcpRest,
  scope: AssetScope,
  kinds: readonly AssetKind<unknown>[],
): Promise<AssetsByProject> {
  const byType = new Map(kinds.map((kind) => [kind.type, kind]));
  const projectOf = await projectsOf(scope);
  const listed: AssetsByProject = { byProject: new Map(), readAt: '' };
  const parent =
    'projectId' in scope ? `projects/${scope.projectId}` : `organizations/${scope.organisationId}`;
  const call: GcpCall = {
    host: 'cloudasset',
    operation: 'cloudasset:ListAssets',
    project: '-',
    path: `/v1/${parent}/assets`,
    query: { contentType: 'RESOURCE', pageSize: PAGE, assetTypes: [...byType.keys()] },
  };
  for await (const page of rest.pages(call)) {
    const { assets, readTime } = checked(call, pageSchema, page);
    for (const each of assets) {
      const asset = checked(call, assetSchema, each);
      addAsset(assetsOf(listed, projectOf(asset)), asset, byType.get(asset.assetType));
    }
    // All pages show the same point in time as the first.
    listed.readAt ||= instant(readTime ?? new Date());
  }
  for (const { resources } of listed.byProject.values())
    for (const packed of resources.values()) packed.seal();
  return listed;
}

type Asset = z.output<typeof assetSchema>;

/** Which project an asset belongs to. */
async function projectsOf(scope: AssetScope): Promise<(asset: Asset) => string> {
  if ('projectId' in scope) return () => scope.projectId;
  const ids = await scope.projectIds();
  return ({ ancestors }) => {
    const number = ancestors.find((each) => each.startsWith('projects/'))?.slice('projects/'.length) ?? '';
    return ids.get(number) ?? number;
  };
}

function assetsOf({ byProject }: AssetsByProject, projectId: string): ProjectAssets {
  const assets = byProject.get(projectId) ?? {
    resources: new Map(),
    locations: new Map(),
    unreadable: new Map(),
  };
  byProject.set(projectId, assets);
  return assets;
}

function addAsset(
  { resources, locations, unreadable }: ProjectAssets,
  { assetType, resource }: Asset,
  kind: AssetKind<unknown> | undefined,
): void {
  const read = kind?.schema.safeParse(resource.data);
  if (read?.success !== true) {
    unreadable.set(assetType, (unreadable.get(assetType) ?? 0) + 1);
    return;
  }
  const packed = resources.get(assetType) ?? packedValues();
  resources.set(assetType, packed);
  packed.add(read.data);
  const location = kind?.locationOf?.(read.data);
  if (location === undefined) return;
  const known = locations.get(assetType) ?? new Set();
  locations.set(assetType, known);
  known.add(location);
}
