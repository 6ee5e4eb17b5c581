import type { KeyListEntry, KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { cursorText, readCursor } from '../cursor.ts';

const KEYS_PAGE = 1000;
/** Each key takes one or two more calls. Paced at 20 calls a second, a part takes ten seconds. */
const KEYS_PART = 100;

/** The marker of a page of `ListKeys`, undefined for the first, and the last key of it that was read. */
const cursorSchema = z.object({ marker: z.string().optional(), after: z.string().optional() });

/** Some keys of the list. */
export interface KeyPart {
  keys: readonly KeyListEntry[];
  /** Where the list continues; undefined at its end. */
  next: string | undefined;
}

/**
 * Lists keys, 1,000 a page, in parts of 100.
 * @param from Where to continue. If the key is gone after which the page continues, the whole page is read again.
 */
export async function* keyParts(client: KMSClient, from: string | undefined): AsyncGenerator<KeyPart> {
  const { paginateListKeys } = await import('@aws-sdk/client-kms');
  const start = readCursor(from, cursorSchema);
  let marker = start?.marker;
  let after = start?.after;
  for await (const page of paginateListKeys({ client, pageSize: KEYS_PAGE, startingToken: marker }, {})) {
    yield* partsOf(page.Keys ?? [], { marker, after, next: page.NextMarker });
    marker = page.NextMarker;
    after = undefined;
  }
}

function* partsOf(
  page: readonly KeyListEntry[],
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
