import * as z from 'zod';
import { onceOnly } from '../once-only.ts';
import { validEntries } from '../valid-entries.ts';
import { callPermission } from './operation-name.ts';
import { firstIssue, InvalidAzureAnswer, type AzureRest } from './rest.ts';

/** A page of a list and the link with which another call continues after it; without one it is the last. */
export interface ListedPage<Entry> {
  entries: Entry[];
  next: string | undefined;
}

/** An entry that is not in its documented form. */
export interface RefusedEntry {
  /** Its name or id, as far as it has one. */
  name: string | undefined;
  id?: string | undefined;
  /** What is wrong with it. */
  why: string;
}

export interface List<Entry> {
  /** Path and query of the first page. */
  path: string;
  entry: z.ZodType<Entry>;
  /** The member that links to the next page. */
  link?: 'nextLink' | '@odata.nextLink';
  /** Where to continue. Default: at the beginning. */
  from?: string | undefined;
  /** Receives what is left out of the pages. */
  refused: (entries: readonly RefusedEntry[]) => void;
}

const pageSchema = z.object({
  value: z.array(z.unknown()).optional(),
  nextLink: z.string().optional(),
  '@odata.nextLink': z.string().optional(),
});

/**
 * The pages of a list. Each entry is validated alone: one that is not in its documented form is left out and reported.
 * @throws {InvalidAzureAnswer} if a page has no list, or a link repeats: the list would have no end.
 */
export async function* listPages<Entry>(
  rest: AzureRest,
  { path, from, link = 'nextLink', entry, refused }: List<Entry>,
): AsyncGenerator<ListedPage<Entry>> {
  const follow = onceOnly(() => repeated('nextLink', callPermission('GET', `${rest.endpoint}${path}`)));
  let next: string | undefined = from ?? path;
  follow(next);
  while (next !== undefined) {
    const page: z.output<typeof pageSchema> = await rest.get(next, pageSchema);
    const entries = entriesOf(page.value, { member: 'value', of: next, rest, entry, refused });
    next = page[link];
    yield { entries, next };
    // After the page: what it holds is kept.
    if (next !== undefined) follow(next);
  }
}

/**
 * The valid entries of an answer's list.
 * @throws {InvalidAzureAnswer} if the list is missing: that is not the same as an empty one.
 */
export function entriesOf<Entry>(
  list: readonly unknown[] | undefined,
  {
    member,
    of,
    rest,
    entry,
    refused,
  }: Pick<List<Entry>, 'entry' | 'refused'> & { member: string; of: string; rest: AzureRest },
): Entry[] {
  const { href, pathname } = new URL(of, rest.endpoint);
  if (list === undefined)
    throw new InvalidAzureAnswer(`${pathname} returned a response without its list (${member})`, {
      permission: callPermission('GET', href),
    });
  const { entries, odd } = sorted(list, entry);
  if (odd.length > 0) refused(odd);
  return entries;
}

/** The valid ones, and what is wrong with the others. */
export function sorted<Entry>(
  list: readonly unknown[],
  schema: z.ZodType<Entry>,
): { entries: Entry[]; odd: RefusedEntry[] } {
  const { entries, odd } = validEntries(list, schema);
  return { entries, odd: odd.map(({ entry, error }) => ({ ...nameOf(entry), why: firstIssue(error) })) };
}

/** The error of a list that repeats a link or token. */
export function repeated(what: string, permission: string | undefined): InvalidAzureAnswer {
  return new InvalidAzureAnswer(`The list repeats a ${what}, so it has no end; what was read is kept.`, {
    permission,
  });
}

const namedSchema = z.object({
  displayName: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  id: z.string().optional().catch(undefined),
  kid: z.string().optional().catch(undefined),
  recoveryId: z.string().optional().catch(undefined),
});

function nameOf(entry: unknown): Pick<RefusedEntry, 'name' | 'id'> {
  const { displayName, name, id, kid, recoveryId } = namedSchema.safeParse(entry).data ?? {};
  return { id, name: displayName ?? name ?? id ?? kid ?? recoveryId };
}
