import {
  isRestError,
  RestError,
  type PipelinePolicy,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Calls } from '../calls.ts';
import { NAME_NOT_FOUND, refusalOf } from './denial.ts';
import { CALL_LIMITS, NO_ANSWER, NoAnswer, type CallLimits } from '../no-answer.ts';
import { keepNextLink } from './next-links.ts';
import { operationName } from './operation-name.ts';

/**
 * Retries of throttled and failed calls. Throttled calls wait for `Retry-After`, up to five times; a host that does
 * not respond is given up after about ten seconds, since there may be hundreds of such vaults.
 */
export const RETRIES = { maxRetries: 5, retryDelayInMs: 300, maxRetryDelayInMs: 20_000 } as const;

/** Used when Key Vault throttles without a `Retry-After` header; its throttling window is ten seconds. */
const THROTTLED_SECONDS = '10';

/**
 * Policies of every Azure client: count each attempt, set a timeout, keep the reason of a denial and the
 * link to a list's next page.
 * @param how.hostLimit Limits concurrent attempts to a host.
 */
export function requestPolicies(
  calls: Calls,
  { hostLimit, limits = CALL_LIMITS }: { hostLimit?: PipelinePolicy; limits?: CallLimits } = {},
): { policy: PipelinePolicy; position: 'perRetry' }[] {
  const policies = [countCalls(calls), answering(limits), defaultRetryAfter(), fullRefusals()];
  // The link is kept by the policy that is called first: behind the queue of a host, it would not know its list.
  const all = [keepNextLink(), ...(hostLimit === undefined ? [] : [hostLimit]), ...policies];
  return all.map((policy) => ({ policy, position: 'perRetry' }));
}

function countCalls(calls: Calls): PipelinePolicy {
  return {
    name: 'countCalls',
    sendRequest(request, next) {
      calls.add(operationName(request.method, request.url));
      return next(request);
    },
  };
}

/**
 * A request that is not answered in time ends. The SDK reports it as aborted and does not retry it, so it is given the
 * time of two.
 */
function answering({ answerMs }: CallLimits): PipelinePolicy {
  return {
    name: 'answering',
    async sendRequest(request, next) {
      const wait = 2 * answerMs;
      if (request.timeout === 0) request.timeout = wait;
      try {
        return await next(request);
      } catch (error) {
        const isOurs = error instanceof Error && error.name === 'AbortError' && !request.abortSignal?.aborted;
        if (!isOurs) throw error;
        const { message } = new NoAnswer(new URL(request.url).host, wait);
        throw new RestError(message, { code: NO_ANSWER, request });
      }
    },
  };
}

function defaultRetryAfter(): PipelinePolicy {
  return {
    name: 'waitWhenThrottled',
    async sendRequest(request, next) {
      const response = await next(request);
      if (response.status === 429 && !hasRetryAfter(response))
        response.headers.set('retry-after', THROTTLED_SECONDS);
      return response;
    },
  };
}

function hasRetryAfter({ headers }: PipelineResponse): boolean {
  return ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'].some((name) => headers.has(name));
}

/**
 * Key Vault's clients drop the body of a denied page, which says whether a role or the network denied it, so the
 * complete error is thrown here. A name that does not resolve is not retried.
 */
function fullRefusals(): PipelinePolicy {
  return {
    name: 'fullRefusals',
    async sendRequest(request, next) {
      let response: PipelineResponse;
      try {
        response = await next(request);
      } catch (error) {
        if (isRestError(error) && error.code === 'ENOTFOUND')
          throw new RestError(error.message, { code: NAME_NOT_FOUND, request });
        throw error;
      }
      if (response.status === 403) throw refusalOf(response);
      return response;
    },
  };
}
