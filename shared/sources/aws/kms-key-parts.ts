import type { KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import type { Reading } from '../contract.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { refuse } from './entries.ts';
import { pagesOf } from './pages.ts';

const KEYS_PAGE = 1000;
/**
 * Each key takes one or two more calls, so a part takes a second or two when paced at 20 calls a second, and two minutes
 * while KMS refuses nine of ten calls: a reading that has no more time ends after a part, and another continues it.
 */
const KEYS_PART = 16;

/** The marker of a page of `ListKeys`, undefined for the first, and the last key of it that was read. */
const cursorSchema = z.object({ marker: z.string().optional(), after: z.string().optional() });

const listedSchema = z.object({ KeyId: z.string().min(1), KeyArn: z.string().min(1) });

/** A key as `ListKeys` names it. */
export type ListedKey = z.infer<typeof listedSchema>;

/** Some keys of the list. */
export interface KeyPart {
  keys: readonly ListedKey[];
  /** Where the list continues; undefined at its end. */
  next: string | undefined;
}

/**
 * Lists keys, 1,000 a page, in parts of 16.
 * @param reading `from`: where to continue. If the key is gone after which the page continues, the whole page is read
 * again.
 */
export async function* keyParts(
  client: KMSClient,
  reading: Pick<Reading, 'from' | 'problem'>,
): AsyncGenerator<KeyPart> {
  const { paginateListKeys } = await import('@aws-sdk/client-kms');
  const start = readCursor(reading.from, cursorSchema);
  let marker = start?.marker;
  let after = start?.after;
  const pages = paginateListKeys({ client, pageSize: KEYS_PAGE, startingToken: marker }, {});
  const form = { list: 'Keys', token: 'NextMarker', operation: 'kms:ListKeys' } as const;
  for await (const { entries, next } of pagesOf(pages, form)) {
    yield* partsOf(listedKeys(entries, reading), { marker, after, next });
    marker = next;
    after = undefined;
  }
}

function listedKeys(entries: readonly unknown[], reading: Pick<Reading, 'problem'>): ListedKey[] {
  return entries.flatMap((entry) => {
    const read = listedSchema.safeParse(entry);
    if (read.success) return [read.data];
    refuse(reading, 'kms:ListKeys', 'a key was left out: it has no id');
    return [];
  });
}

function* partsOf(
  page: readonly ListedKey[],
  at: { marker: string | undefined; after: string | undefined; next: string | undefined },
): Generator<KeyPart> {
  const keys = page.slice(page.findIndex(({ KeyId }) => at.after !== undefined && KeyId === at.after) + 1);
  let start = 0;
  for (; start + KEYS_PART < keys.length; start += KEYS_PART) {
    const part = keys.slice(start, start + KEYS_PART);
    yield { keys: part, next: cursorText({ marker: at.marker, after: part.at(-1)?.KeyId }) };
  }
  yield {
    keys: keys.slice(start),
    next: at.next === undefined ? undefined : cursorText({ marker: at.next }),
  };
}
