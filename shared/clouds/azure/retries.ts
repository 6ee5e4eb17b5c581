import { setTimeout as sleep } from 'node:timers/promises';
import { isRestError, type PipelinePolicy, type PipelineResponse } from '@azure/core-rest-pipeline';
import { isNoConnection } from '../network-errors.ts';
import { NO_ANSWER } from '../no-answer.ts';
import { CUT_SHORT } from './transport.ts';
import { retryAfterMs } from '../retry-after.ts';

/** Retries of one call that was throttled or failed. */
const MOST_RETRIES = 5;
/** A host that does not answer, and a token that is refused, are tried once more: each attempt takes long or is vain. */
const SILENT_RETRIES = 1;
/** Retries that one host gets for all its calls, beyond those that its good answers earn. */
const BUDGET = 20;
/** What a good answer earns. */
const EARNED = 0.2;

const FIRST_WAIT_MS = 300;
/** Key Vault's throttling window, where it names no time. Source: "Azure Key Vault throttling guidance". */
const THROTTLED_MS = 10_000;
/** A host that asks for a longer pause is given up: the next run continues. */
const LONGEST_WAIT_MS = 60_000;

const FAILED: ReadonlySet<number> = new Set([408, 500, 502, 503, 504]);
const BROKEN: ReadonlySet<string> = new Set([CUT_SHORT, 'ECONNRESET', 'EPIPE']);

/**
 * Tries failed and throttled calls again: up to five times, a silent host once. A host has a budget of retries for all
 * its calls, so that a vault whose details all fail costs little more than one call for each of them.
 * @param wait Waits for milliseconds.
 */
export function retrying(wait: (milliseconds: number) => Promise<unknown> = sleep): PipelinePolicy {
  const budgets = new Map<string, number>();
  return {
    name: 'retrying',
    async sendRequest(request, next) {
      const { host } = new URL(request.url);
      for (let retry = 0; ; retry += 1) {
        const answer = await next(request).then(
          (response) => ({ response }),
          (error: unknown) => ({ error }),
        );
        const budget = budgets.get(host) ?? BUDGET;
        const pause =
          'response' in answer ? pauseAfter(answer.response, retry) : pauseAfterError(answer.error, retry);
        if (pause === undefined) {
          if ('error' in answer) throw answer.error;
          if (answer.response.status < 400) budgets.set(host, Math.min(BUDGET, budget + EARNED));
          return answer.response;
        }
        if (budget < 1) {
          if ('error' in answer) throw answer.error;
          return answer.response;
        }
        budgets.set(host, budget - 1);
        await wait(pause);
      }
    },
  };
}

/** Milliseconds until the next attempt; undefined if there is none. */
function pauseAfter(response: PipelineResponse, retry: number): number | undefined {
  const { status } = response;
  if (status === 401) return retry < SILENT_RETRIES ? 0 : undefined;
  if ((status !== 429 && !FAILED.has(status)) || retry >= MOST_RETRIES) return undefined;
  const asked = retryAfter(response);
  if (asked === undefined) return status === 429 ? THROTTLED_MS : backoff(retry);
  return asked > LONGEST_WAIT_MS ? undefined : asked;
}

function pauseAfterError(error: unknown, retry: number): number | undefined {
  if (!isRestError(error) || error.statusCode !== undefined) return undefined;
  const code = error.code ?? '';
  if (code === NO_ANSWER) return retry < SILENT_RETRIES ? 0 : undefined;
  return (BROKEN.has(code) || isNoConnection(code)) && retry < MOST_RETRIES ? backoff(retry) : undefined;
}

/** Doubled each time, with jitter: 0.3 s, 0.6 s … 4.8 s at most. */
function backoff(retry: number): number {
  const most = FIRST_WAIT_MS * 2 ** retry;
  return most / 2 + (Math.random() * most) / 2;
}

/**
 * The pause that a response asks for, in milliseconds: `retry-after-ms`, or `Retry-After` ({@link retryAfterMs}).
 */
function retryAfter({ headers }: PipelineResponse): number | undefined {
  const milliseconds = headers.get('retry-after-ms') ?? headers.get('x-ms-retry-after-ms');
  if (milliseconds !== undefined && /^\d+$/.test(milliseconds)) return Number(milliseconds);
  return retryAfterMs(headers.get('retry-after'), Date.now());
}
