import * as z from 'zod';
import { instant, type Instant } from '../../model/instant.ts';
import { checked, type GcpCall, type GcpRest } from './rest.ts';

/** Permission to list assets with their metadata, at the organisation. */
export const GCP_ASSET_PERMISSIONS = ['cloudasset.assets.listResource'] as const;

/** A type of asset, and what is kept of its resources: they are many, so only what is needed. */
export interface AssetKind<T> {
  /** `secretmanager.googleapis.com/Secret`. */
  type: string;
  /** Takes its own output too: it only leaves out. */
  schema: z.ZodType<T>;
}

/** The resources of one type in one project. */
export interface Assets<T> {
  resources: T[];
  /** How many had not their documented form. */
  unreadable: number;
  /** The time that the listing shows. */
  readAt: Instant;
}

/** What Cloud Asset Inventory holds of all that the sources read, project by project. */
export interface AssetListing {
  of<T>(kind: AssetKind<T>, projectId: string): Promise<Assets<T>>;
}

/** The inventory allows 1,000 assets a page (Cloud Asset API, assets.list). */
const PAGE = '1000';

const assetSchema = z.object({
  assetType: z.string(),
  ancestors: z.array(z.string()).default([]),
  resource: z.object({ data: z.record(z.string(), z.unknown()) }),
});
const pageSchema = z.object({ assets: z.array(z.unknown()).default([]), readTime: z.string().optional() });

interface Listed {
  /** Resources as JSON, by type: a text takes a third of what its object does, and all projects are held at once. */
  byProject: Map<string, { resources: Map<string, string[]>; unreadable: Map<string, number> }>;
  readAt: Instant;
}

/**
 * Lists all assets below `parent` once, when first asked for, in pages of 1,000; every project and source shares it.
 * A listing that failed is made again by the next who asks. The inventory is a few minutes late, seldom more.
 * @param parent `organizations/123456789012`, or `projects/pay`.
 * @param projectIds Project ids by project number: an asset names its project by number.
 */
export function listAssets(
  rest: GcpRest,
  parent: string,
  kinds: readonly AssetKind<unknown>[],
  projectIds: () => Promise<ReadonlyMap<string, string>>,
): AssetListing {
  let listing: Promise<Listed> | undefined;
  const listed = () => {
    if (listing !== undefined) return listing;
    const started = readAll(rest, parent, kinds, projectIds);
    listing = started;
    started.catch(() => (listing = undefined));
    return started;
  };
  return {
    async of({ type, schema }, projectId) {
      const { byProject, readAt } = await listed();
      const held = byProject.get(projectId);
      const resources = (held?.resources.get(type) ?? []).map((resource) =>
        schema.parse(JSON.parse(resource)),
      );
      return { resources, unreadable: held?.unreadable.get(type) ?? 0, readAt };
    },
  };
}

async function readAll(
  rest: GcpRest,
  parent: string,
  kinds: readonly AssetKind<unknown>[],
  projectIds: () => Promise<ReadonlyMap<string, string>>,
): Promise<Listed> {
  const schemas = new Map(kinds.map(({ type, schema }) => [type, schema]));
  const ids = await projectIds();
  const listed: Listed = { byProject: new Map(), readAt: '' };
  const call: GcpCall = {
    host: 'cloudasset',
    operation: 'cloudasset:ListAssets',
    project: '-',
    path: `/v1/${parent}/assets`,
    query: { contentType: 'RESOURCE', pageSize: PAGE, assetTypes: [...schemas.keys()] },
  };
  for await (const page of rest.pages(call)) {
    const { assets, readTime } = checked(call, pageSchema, page);
    for (const asset of assets) keep(listed, checked(call, assetSchema, asset), schemas, ids);
    // All pages show the time that the first was read at.
    listed.readAt ||= instant(readTime ?? new Date());
  }
  return listed;
}

function keep(
  { byProject }: Listed,
  { assetType, ancestors, resource }: z.output<typeof assetSchema>,
  schemas: ReadonlyMap<string, z.ZodType>,
  ids: ReadonlyMap<string, string>,
): void {
  const number = ancestors.find((each) => each.startsWith('projects/'))?.slice('projects/'.length) ?? '';
  const projectId = ids.get(number) ?? number;
  const held = byProject.get(projectId) ?? { resources: new Map(), unreadable: new Map() };
  byProject.set(projectId, held);
  const read = schemas.get(assetType)?.safeParse(resource.data);
  if (read?.success !== true) {
    held.unreadable.set(assetType, (held.unreadable.get(assetType) ?? 0) + 1);
    return;
  }
  const resources = held.resources.get(assetType) ?? [];
  resources.push(JSON.stringify(read.data));
  held.resources.set(assetType, resources);
}
