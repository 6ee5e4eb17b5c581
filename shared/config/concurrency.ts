import type { Config } from './schema.ts';

/** How many batches are read, and how many accounts evaluated and notified, in parallel. */
export interface AtOnce {
  batches: number;
  accounts: number;
}

/** With more accounts the table becomes the bottleneck. */
const MOST_ACCOUNTS = 40;
/** Left for `skc doctor` and for a function whose predecessor is still ending. */
const SPARE = 2;

/**
 * What fits the account: each batch and each account takes one Lambda function at a time, and the two stages follow
 * each other. Calls beyond the limit are refused, and a step that is refused too often fails its account.
 * @param limit Lambda's unreserved concurrent executions in the account and region (a new account has 10); undefined if
 * it is not known.
 */
export function atOnce({ concurrency }: Pick<Config['run'], 'concurrency'>, limit?: number): AtOnce {
  const most = limit === undefined ? Number.POSITIVE_INFINITY : Math.max(1, limit - SPARE);
  return { batches: Math.min(concurrency, most), accounts: Math.min(MOST_ACCOUNTS, most) };
}
