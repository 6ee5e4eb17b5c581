import * as z from 'zod';
import { instant, type Instant } from '../../model/instant.ts';
import { packedValues, type Packed } from '../../model/packed.ts';
import type { Problem } from '../../model/target.ts';
import type { GcpCall } from './call.ts';
import { describe, refusedEntry, withoutNulls } from './entries.ts';
import { GcpError } from './problem.ts';
import { checked, type GcpRest } from './rest.ts';

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
  /** The entries that were not in their documented form, as one problem. */
  refused: Problem | undefined;
  /** What ended the listing early: there may be more resources. */
  endedBy: GcpError | undefined;
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
  name: z.string().catch(''),
  assetType: z.string(),
  ancestors: z.array(z.string()).catch([]),
  resource: z.object({ data: z.record(z.string(), z.unknown()) }),
});
/** What is read of an entry that is refused, to know whose it is. */
const traceSchema = z.object({
  name: z.string().catch(''),
  assetType: z.string().catch(''),
  ancestors: z.array(z.string()).catch([]),
});
const pageSchema = z.object({ assets: z.array(z.unknown()).nullish(), readTime: z.string().nullish() });

/** Assets of one project. All projects are in memory at the same time, so resources are packed, by type. */
interface ProjectAssets {
  resources: Map<string, Packed>;
  locations: Map<string, Set<string>>;
  refused: Map<string, Refused>;
}

/** Entries that could not be read: how many, and the first of them. */
interface Refused {
  count: number;
  first: string;
}

interface AssetsByProject {
  byProject: Map<string, ProjectAssets>;
  readAt: Instant;
  endedBy: GcpError | undefined;
}

/**
 * Lists all assets of a scope on first use, in pages of 1,000, and shares the result between projects and sources.
 * A listing that failed on its first page is retried on the next use; what was read of one that ended early is used. The
 * inventory usually lags by a few minutes.
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
      const { byProject, readAt, endedBy } = await listed();
      const assets = byProject.get(projectId);
      const packed = assets?.resources.get(type) ?? packedValues();
      // Resources were validated by the kind's schema before they were packed.
      const resources = packed.unpacked<T>();
      const refused = assets?.refused.get(type);
      const [permission] = GCP_ASSET_PERMISSIONS;
      return {
        resources,
        refused: refused === undefined ? undefined : refusedEntry(permission, refused.first, refused.count),
        endedBy,
        readAt,
      };
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
  const listed: AssetsByProject = { byProject: new Map(), readAt: '', endedBy: undefined };
  const parent =
    'projectId' in scope ? `projects/${scope.projectId}` : `organizations/${scope.organisationId}`;
  const call: GcpCall = {
    host: 'cloudasset',
    operation: 'cloudasset:ListAssets',
    permission: GCP_ASSET_PERMISSIONS[0],
    project: '-',
    path: `/v1/${parent}/assets`,
    query: { contentType: 'RESOURCE', pageSize: PAGE, assetTypes: [...byType.keys()] },
  };
  try {
    for await (const { page } of rest.pages(call)) {
      const { assets, readTime } = checked(call, pageSchema, page);
      // All pages show the same point in time as the first.
      listed.readAt ||= instant(readTime ?? new Date());
      for (const each of assets ?? []) addEntry(listed, withoutNulls(each), { projectOf, byType });
    }
  } catch (error) {
    if (!(error instanceof GcpError) || listed.readAt === '') throw error;
    listed.endedBy = error;
  }
  for (const { resources } of listed.byProject.values())
    for (const packed of resources.values()) packed.seal();
  return listed;
}

type Asset = z.output<typeof assetSchema>;
type Trace = z.output<typeof traceSchema>;

/** Which project an asset belongs to. */
async function projectsOf(scope: AssetScope): Promise<(asset: Trace) => string> {
  if ('projectId' in scope) return () => scope.projectId;
  const ids = await scope.projectIds();
  const [first = ''] = [...ids.values()].toSorted();
  return ({ name, ancestors }) => {
    const number =
      ancestors.find((each) => each.startsWith('projects/'))?.slice('projects/'.length) ??
      /\/projects\/([^/]+)/.exec(name)?.[1];
    // An entry of which nothing is known is a problem of one project, not of all.
    return number === undefined ? first : (ids.get(number) ?? number);
  };
}

/** Adds one entry of a page. One that is not in its documented form is counted where it belongs. */
function addEntry(
  listed: AssetsByProject,
  entry: unknown,
  {
    projectOf,
    byType,
  }: { projectOf: (asset: Trace) => string; byType: ReadonlyMap<string, AssetKind<unknown>> },
): void {
  const asset = assetSchema.safeParse(entry);
  if (asset.success) {
    addAsset(assetsOf(listed, projectOf(asset.data)), asset.data, byType.get(asset.data.assetType));
    return;
  }
  const trace = traceSchema.safeParse(entry).data ?? { name: '', assetType: '', ancestors: [] };
  const [firstType = ''] = byType.keys();
  const type = byType.has(trace.assetType) ? trace.assetType : firstType;
  refuse(assetsOf(listed, projectOf(trace)), type, describe(entry, asset.error));
}

function assetsOf({ byProject }: AssetsByProject, projectId: string): ProjectAssets {
  const assets = byProject.get(projectId) ?? {
    resources: new Map(),
    locations: new Map(),
    refused: new Map(),
  };
  byProject.set(projectId, assets);
  return assets;
}

function addAsset(
  assets: ProjectAssets,
  { name, assetType, resource }: Asset,
  kind: AssetKind<unknown> | undefined,
): void {
  // A type that was not asked for.
  if (kind === undefined) return;
  const read = kind.schema.safeParse(resource.data);
  if (!read.success) {
    refuse(assets, assetType, describe({ name, ...resource.data }, read.error));
    return;
  }
  const { resources, locations } = assets;
  const packed = resources.get(assetType) ?? packedValues();
  resources.set(assetType, packed);
  packed.add(read.data);
  const location = kind.locationOf?.(read.data);
  if (location === undefined) return;
  const known = locations.get(assetType) ?? new Set();
  locations.set(assetType, known);
  known.add(location);
}

function refuse({ refused }: ProjectAssets, type: string, what: string): void {
  const before = refused.get(type);
  refused.set(type, { count: (before?.count ?? 0) + 1, first: before?.first ?? what });
}
