import * as z from 'zod';
import { targetSchema, type Target } from '../../model/target.ts';
import { entity } from '../entity.ts';
import { listingPageKey, listingPagePrefix, shortKey } from '../keys.ts';
import { operation } from '../operation.ts';
import type { Store } from '../store.ts';

const listingPageSchema = z.object({
  account: targetSchema.shape.account,
  source: targetSchema.shape.source.describe('the type of SKC that is read'),
  location: targetSchema.shape.location.describe('region, vault or `global`'),
  page: z.number().int().nonnegative().describe('its place among the pages, from 0'),
  generation: z.string().describe('the listing that it belongs to; a page of another one is ignored'),
  keys: z.string().describe('13 characters for each SKC that the listing named'),
});
type ListingPage = z.infer<typeof listingPageSchema>;

export const LISTING_PAGE = entity<ListingPage>({
  name: 'listing-page',
  title:
    'SKCs that a listing has named so far, while it takes several calls or runs: at most 20,000; the next such listing of the target writes over it',
  partition: 'account',
  form: 'listing#<type>#<location>#<page>',
  prefix: 'listing#',
  version: 1,
  write: 'last-writer',
  schema: listingPageSchema,
  key: (page) => listingPageKey(page, page.page),
});

/** 65 bits of SHA-256: among 100,000 SKCs of a target, two alike are expected once in 7 billion listings. */
const KEY_LENGTH = 13;
/** 260 KB, of the 400 KB that an item may have. */
const KEYS_A_PAGE = 20_000;

/** What stands for an SKC in a listing's pages. */
export function listingKey(id: string): string {
  return shortKey(id).slice(0, KEY_LENGTH);
}

export const listingPageOperations = {
  /** Keys of the SKCs that a listing named in earlier calls. */
  listedKeys: operation(
    ['Query'],
    (store) => (target: Target, listing: PagesOfListing) => listedKeys(store, target, listing),
  ),

  /**
   * Writes the keys of further SKCs that a listing named, from a page on.
   * @returns the number of its pages.
   */
  recordListedKeys: operation(
    ['PutItem'],
    (store) => (target: Target, listing: { generation: string; pages: number }, keys: readonly string[]) =>
      recordListedKeys(store, target, listing, keys),
  ),
};

/** A listing and the number of its pages that its scan counts. */
interface PagesOfListing {
  generation: string;
  pages: number;
}

async function listedKeys(
  store: Store,
  target: Target,
  { generation, pages }: PagesOfListing,
): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const page of store.list(LISTING_PAGE, target.account, { prefix: listingPagePrefix(target) })) {
    // A further page is of a call that was killed before its scan was written: it is written again.
    if (page.generation !== generation || page.page >= pages) continue;
    for (let at = 0; at < page.keys.length; at += KEY_LENGTH) keys.add(page.keys.slice(at, at + KEY_LENGTH));
  }
  return keys;
}

async function recordListedKeys(
  store: Store,
  { account, source, location }: Target,
  { generation, pages }: PagesOfListing,
  keys: readonly string[],
): Promise<number> {
  let page = pages;
  for (let start = 0; start < keys.length; start += KEYS_A_PAGE) {
    const packed = keys.slice(start, start + KEYS_A_PAGE).join('');
    await store.replace(LISTING_PAGE, { account, source, location, page, generation, keys: packed });
    page += 1;
  }
  return page;
}
