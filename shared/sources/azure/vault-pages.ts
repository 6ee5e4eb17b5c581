import { isRestError } from '@azure/core-rest-pipeline';
import * as z from 'zod';
import type { ListedPage } from '../../clouds/azure/pages.ts';
import { isUnreachable } from '../../clouds/azure/problem.ts';
import type { AzureSession } from '../../clouds/azure/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import { cursorText, InvalidCursor, readCursor } from '../cursor.ts';

/** The ways to list one kind of object in a vault, as pages of SKCs. */
export interface VaultLists {
  live: (from: string | undefined) => AsyncIterable<ListedPage<Skc>>;
  /** The separate list of deleted objects that can still be recovered. */
  deleted: (from: string | undefined) => AsyncIterable<ListedPage<Skc>>;
  /** The list from Resource Manager, used if the vault cannot be reached; not every type has it. */
  attributes?: (() => AsyncIterable<Skc[]>) | undefined;
}

/** The list, and the link to its next page; without one it begins. */
const cursorSchema = z.object({ list: z.enum(['live', 'deleted']), link: z.string().optional() });
type Cursor = z.infer<typeof cursorSchema>;

/**
 * Reads a vault completely, from a cursor on if there is one. A vault that cannot be reached from this network is read
 * through Resource Manager if possible; otherwise the vault's own error is thrown, since that is the one to fix.
 */
export async function* vaultPages(
  { live, deleted, attributes }: VaultLists,
  session: AzureSession,
  reading: Reading,
): AsyncGenerator<Skc[]> {
  const from = cursorOf(session, reading);
  // A listing is not continued in another way than it was begun.
  let started = from !== undefined;
  try {
    if (from?.list !== 'deleted')
      for await (const { entries, next } of live(from?.link)) {
        started = true;
        reading.continuesAt(
          cursorText(next === undefined ? { list: 'deleted' } : { list: 'live', link: next }),
        );
        yield entries;
      }
    for await (const { entries, next } of deleted(from?.list === 'deleted' ? from.link : undefined)) {
      if (next !== undefined) reading.continuesAt(cursorText({ list: 'deleted', link: next }));
      yield entries;
    }
  } catch (error) {
    if (started || attributes === undefined || !isUnreachable(error)) throw error;
    yield* readAttributes(attributes, error);
  }
}

/** Whether a vault refused the link to a page, because it has expired. */
export function refusesLink(error: unknown): boolean {
  return isRestError(error) && (error.statusCode === 400 || error.statusCode === 410);
}

function cursorOf({ endpoints }: AzureSession, { from, target }: Reading): Cursor | undefined {
  const cursor = readCursor(from, cursorSchema);
  const vault = `https://${target.location.toLowerCase()}${endpoints.vaultSuffix}`;
  // The token is sent to the link, so it must stay on the vault.
  if (cursor?.link !== undefined && !cursor.link.startsWith(`${vault}/`))
    throw new InvalidCursor(`The stored link does not lead to ${vault}.`);
  return cursor;
}

async function* readAttributes(
  attributes: () => AsyncIterable<Skc[]>,
  unreachable: unknown,
): AsyncGenerator<Skc[]> {
  const pages = attributes()[Symbol.asyncIterator]();
  let page: IteratorResult<Skc[]>;
  try {
    page = await pages.next();
  } catch {
    throw unreachable;
  }
  while (page.done !== true) {
    yield page.value;
    page = await pages.next();
  }
}
