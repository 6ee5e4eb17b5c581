import * as z from 'zod';
import { instant, type Instant } from '../../model/instant.ts';
import { packedResources, type PackedResources } from './packed-resources.ts';
import { checked, type GcpCall, type GcpRest } from './rest.ts';

/** Permission to list assets with their metadata, at the organisation. */
export const GCP_ASSET_PERMISSIONS = ['cloudasset.assets.listResource'] as const;

/** A type of asset, and what is kept of its resources: they are many, so only what is needed. */
export interface AssetKind<T> {
  /** `secretmanager.googleapis.com/Secret`. */
  type: string;
  /** Only leaves out: what it gives is what JSON can say. */
  schema: z.ZodType<T>;
  /** Where a resource is, for what is planned location by location. */
  locationOf?(resource: T): string;
}

/** The resources of one type in one project. */
export interface Assets<T> {
  /** Unpacked one by one, each time they are gone through: whoever needs a few of them need not hold all. */
  resources: Iterable<T>;
  /** How many had not their documented form. */
  unreadable: number;
  /** The time that the listing shows. */
  readAt: Instant;
}

/** What Cloud Asset Inventory holds of all that the sources read, project by project. */
export interface AssetListing {
  of<T>(kind: AssetKind<T>, projectId: string): Promise<Assets<T>>;
  /** Where a project has resources of a kind, each location once. */
  locations(kind: Pick<AssetKind<never>, 'type'>, projectId: string): Promise<string[]>;
}

/** What one listing covers. */
export type AssetScope =
  /** Everything that is listed belongs to this project. */
  | { projectId: string }
  /** An asset names its project by number: the ids by number are asked for. */
  | { organisationId: string; projectIds: () => Promise<ReadonlyMap<string, string>> };

/** The inventory allows 1,000 assets a page (Cloud Asset API, assets.list). */
const PAGE = '1000';

const assetSchema = z.object({
  assetType: z.string(),
  ancestors: z.array(z.string()).default([]),
  resource: z.object({ data: z.record(z.string(), z.unknown()) }),
});
const pageSchema = z.object({ assets: z.array(z.unknown()).default([]), readTime: z.string().optional() });

/** All projects are held at once, so their resources are held packed, by type. */
interface Held {
  resources: Map<string, PackedResources>;
  locations: Map<string, Set<string>>;
  unreadable: Map<string, number>;
}

interface Listed {
  byProject: Map<string, Held>;
  readAt: Instant;
}

/**
 * Lists all assets of a scope once, when first asked for, in pages of 1,000; every project and source shares it.
 * A listing that failed is made again by the next who asks. The inventory is a few minutes late, seldom more.
 */
export function listAssets(
  rest: GcpRest,
  scope: AssetScope,
  kinds: readonly AssetKind<unknown>[],
): AssetListing {
  let listing: Promise<Listed> | undefined;
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
      const held = byProject.get(projectId);
      const packed = held?.resources.get(type) ?? packedResources();
      // What was packed had passed the kind's schema.
      const resources = packed.unpacked<T>();
      return { resources, unreadable: held?.unreadable.get(type) ?? 0, readAt };
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
): Promise<Listed> {
  const byType = new Map(kinds.map((kind) => [kind.type, kind]));
  const projectOf = await projectsOf(scope);
  const listed: Listed = { byProject: new Map(), readAt: '' };
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
      keep(heldOf(listed, projectOf(asset)), asset, byType.get(asset.assetType));
    }
    // All pages show the time that the first was read at.
    listed.readAt ||= instant(readTime ?? new Date());
  }
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

function heldOf({ byProject }: Listed, projectId: string): Held {
  const held = byProject.get(projectId) ?? {
    resources: new Map(),
    locations: new Map(),
    unreadable: new Map(),
  };
  byProject.set(projectId, held);
  return held;
}

function keep(
  { resources, locations, unreadable }: Held,
  { assetType, resource }: Asset,
  kind: AssetKind<unknown> | undefined,
): void {
  const read = kind?.schema.safeParse(resource.data);
  if (read?.success !== true) {
    unreadable.set(assetType, (unreadable.get(assetType) ?? 0) + 1);
    return;
  }
  const packed = resources.get(assetType) ?? packedResources();
  resources.set(assetType, packed);
  packed.add(read.data);
  const location = kind?.locationOf?.(read.data);
  if (location === undefined) return;
  const known = locations.get(assetType) ?? new Set();
  locations.set(assetType, known);
  known.add(location);
}
