import { createHash } from 'node:crypto';
import * as z from 'zod';
import { accountKeySchema, type AccountKey } from '../../model/account.ts';
import { targetSchema, type PlannedTarget } from '../../model/target.ts';
import { entity } from '../entity.ts';
import { targetPageKey } from '../keys.ts';
import type { Store } from '../store.ts';

const targetPageSchema = z.object({
  account: accountKeySchema.describe('the account’s key: `aws#123456789012`'),
  page: z.number().int().nonnegative().describe('its place among the pages, from 0'),
  groups: z
    .array(z.object({ sources: z.array(targetSchema.shape.source), locations: z.array(z.string()) }))
    .describe('each of these types in each of these locations'),
});
type TargetPage = z.infer<typeof targetPageSchema>;

export const TARGET_PAGE = entity<TargetPage>({
  name: 'target-page',
  title: 'a part of what a run must read in an account: at most 3,000 locations',
  partition: 'account',
  form: 'targets#<page>',
  prefix: 'targets#',
  version: 1,
  write: 'last-writer',
  schema: targetPageSchema,
  key: ({ account, page }) => targetPageKey(account, page),
});

/** What the account's own item says of its pages. */
export interface TargetSummary {
  targetCount: number;
  targetPages: number;
  targetsHash: string;
}

/**
 * The targets of an account's pages, by location; without those of a damaged page, which is noted.
 * @param account What its own item says of the pages. The store keeps in mind where they are not those.
 */
export async function readTargets(
  store: Store,
  { key, targetsHash }: { key: AccountKey; targetsHash?: string | undefined },
): Promise<PlannedTarget[]> {
  const targets: PlannedTarget[] = [];
  for await (const { groups } of store.list(TARGET_PAGE, key))
    for (const { sources, locations } of groups)
      for (const location of locations) for (const source of sources) targets.push({ location, source });
  if (targetsHash === undefined || targetSummary(key, targets).targetsHash === targetsHash)
    store.brokenPages.delete(key);
  else store.brokenPages.add(key);
  return targets;
}

/** Writes the pages of an account; its own item then says that they are whole. */
export async function writeTargets(
  store: Store,
  account: AccountKey,
  targets: readonly PlannedTarget[],
  before: Partial<TargetSummary>,
): Promise<void> {
  const pages = pagesOf(account, targets);
  for (const page of pages) await store.replace(TARGET_PAGE, page);
  for (let page = pages.length; page < (before.targetPages ?? 0); page += 1)
    await store.access.remove(targetPageKey(account, page));
}

/** Pure: what tells whether the stored pages are these targets. */
export function targetSummary(account: AccountKey, targets: readonly PlannedTarget[]): TargetSummary {
  const pages = pagesOf(account, targets);
  const hash = createHash('sha256').update(JSON.stringify(pages)).digest('hex').slice(0, 32);
  return { targetCount: targets.length, targetPages: pages.length, targetsHash: hash };
}

/** A name of a location may take 90 bytes: a page stays far below the 400 KB of an item. */
const LOCATIONS_A_PAGE = 3_000;

function pagesOf(account: AccountKey, targets: readonly PlannedTarget[]): TargetPage[] {
  const sourcesOf = new Map<string, Set<PlannedTarget['source']>>();
  for (const { location, source } of targets)
    sourcesOf.set(location, (sourcesOf.get(location) ?? new Set()).add(source));
  const locations = [...sourcesOf].map(([location, sources]) => ({
    location,
    sources: [...sources].toSorted(),
  }));
  locations.sort((a, b) => (a.location < b.location ? -1 : 1));
  const pages: TargetPage[] = [];
  for (let start = 0; start < locations.length; start += LOCATIONS_A_PAGE) {
    const groups = Map.groupBy(locations.slice(start, start + LOCATIONS_A_PAGE), ({ sources }) =>
      sources.join(' '),
    );
    pages.push({
      account,
      page: pages.length,
      groups: [...groups.values()].map((group) => ({
        sources: group[0]?.sources ?? [],
        locations: group.map(({ location }) => location),
      })),
    });
  }
  return pages;
}
