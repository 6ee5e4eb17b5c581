import * as z from 'zod';
import { isThrottling, type GcpError } from './problem.ts';
import { retryAfterMs } from '../retry-after.ts';

/** Tries of one call. A host that does not answer takes the whole time limit for each, so it gets fewer. */
const TRIES = 6;
const SILENT_TRIES = 2;
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 100;
/** Google's quotas are counted by the minute, so a throttled call without a time to wait waits longer. */
const FIRST_THROTTLED_WAIT_MS = 1000;

/**
 * Pure: how long to wait before a failed call is tried again, in milliseconds; undefined if it is not. Google's own
 * wish comes before exponential backoff with jitter; a wish for more than a minute is left to the next run.
 * @param tried How often it was tried so far.
 * @param asked What Google asks for ({@link askedToWait}).
 * @param random Between 0 and 1.
 */
export function waitBefore(
  error: GcpError,
  tried: number,
  asked: number | undefined,
  random: number,
): number | undefined {
  const { status } = error;
  const passing = status === undefined || status === 408 || status >= 500 || isThrottling(error);
  if (!passing || tried >= (status === undefined ? SILENT_TRIES : TRIES)) return undefined;
  if (asked !== undefined) return asked <= LONGEST_WAIT_MS ? asked : undefined;
  const first = isThrottling(error) ? FIRST_THROTTLED_WAIT_MS : FIRST_WAIT_MS;
  return Math.min(first * 2 ** (tried - 1) * (0.5 + random), LONGEST_WAIT_MS);
}

const detailsSchema = z.object({ error: z.object({ details: z.array(z.unknown()) }) });
const retryInfoSchema = z.object({ retryDelay: z.string() });

/**
 * Pure: how long Google asks to wait before the next try, in milliseconds: its `Retry-After`, in seconds or as an HTTP
 * date (RFC 9110, §10.2.3), or the `RetryInfo` of its error (AIP-194). Undefined if it says neither.
 * @param now Milliseconds since 1970.
 */
export function askedToWait(retryAfter: string | null, body: unknown, now: number): number | undefined {
  return retryAfterMs(retryAfter, now) ?? retryDelay(body);
}

function retryDelay(body: unknown): number | undefined {
  for (const detail of detailsSchema.safeParse(body).data?.error.details ?? []) {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(retryInfoSchema.safeParse(detail).data?.retryDelay ?? '')?.[1];
    if (seconds !== undefined) return Number(seconds) * 1000;
  }
  return undefined;
}
