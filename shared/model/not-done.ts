import * as z from 'zod';
import { errorText } from './error-text.ts';
import { sanitize } from './sanitize.ts';
import { accountKeySchema, type AccountKey } from './account.ts';

/** Most that a document names one by one: a state of the workflow is limited to 256 KiB. */
const NAMED = 100;

export const notDoneSchema = z.object({
  count: z.number(),
  accounts: z.array(z.object({ account: accountKeySchema, why: z.string() })),
});
/** Accounts for which a step failed: how many, the first of them, and why. */
export type NotDone = z.infer<typeof notDoneSchema>;

export function notDone(failed: readonly { account: AccountKey; error: unknown }[]): NotDone {
  return {
    count: failed.length,
    accounts: failed
      .slice(0, NAMED)
      .map(({ account, error }) => ({ account, why: sanitize(errorText(error), 200) })),
  };
}
