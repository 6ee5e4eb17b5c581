import * as z from 'zod';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import { GcpError } from '../../clouds/gcp/problem.ts';
import type { GcpPage } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Reading } from '../contract.ts';
import { cursorText, readCursor } from '../cursor.ts';

const cursorSchema = z.strictObject({ token: z.string().min(1) });

/**
 * The pages of a list that may take longer than one call of a function, from the reading's cursor on.
 * @returns with each page the cursor after it, for `reading.continuesAt`.
 */
export async function* pagesFrom(
  session: GcpSession,
  call: GcpCall,
  { from }: Pick<Reading, 'from'>,
): AsyncIterable<GcpPage> {
  const cursor = readCursor(from, cursorSchema);
  for await (const { page, next } of session.rest.pages(call, cursor?.token))
    yield { page, next: next === undefined ? undefined : cursorText({ token: next }) };
}

/**
 * Whether Google refused a stored page token. How long one is valid is not documented for these lists; a refusal is an
 * invalid argument (AIP-158).
 */
export function refusesCursor(error: unknown): boolean {
  return error instanceof GcpError && error.status === 400;
}
