import {
  isRestError,
  RestError,
  type PipelinePolicy,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Calls } from '../calls.ts';
import { NAME_NOT_FOUND, refusalOf } from './denial.ts';
import { operationName } from './operation-name.ts';

/**
 * Retries of throttled and failed calls. What is throttled is waited for as `Retry-After` says, five times over; what
 * does not answer at all is given up after about ten seconds, since there may be hundreds of such vaults.
 */
export const RETRIES = { maxRetries: 5, retryDelayInMs: 300, maxRetryDelayInMs: 20_000 } as const;

/** Key Vault may throttle without saying for how long; its own window is ten seconds. */
const THROTTLED_SECONDS = '10';
const TIMEOUT_MS = 30_000;

/**
 * Policies of every Azure client: each attempt is counted, none waits for ever, and a refusal keeps its reason.
 * @param turns Which attempt may be made now, where a host is to be spared.
 */
export function requestPolicies(
  calls: Calls,
  turns?: PipelinePolicy,
): { policy: PipelinePolicy; position: 'perRetry' }[] {
  const policies = [countedCalls(calls), waitedFor(), toldInFull()];
  return (turns === undefined ? policies : [turns, ...policies]).map((policy) => ({
    policy,
    position: 'perRetry',
  }));
}

function countedCalls(calls: Calls): PipelinePolicy {
  return {
    name: 'countCalls',
    sendRequest(request, next) {
      calls.add(operationName(request.method, request.url));
      if (request.timeout === 0) request.timeout = TIMEOUT_MS;
      return next(request);
    },
  };
}

function waitedFor(): PipelinePolicy {
  return {
    name: 'waitWhenThrottled',
    async sendRequest(request, next) {
      const response = await next(request);
      if (response.status === 429 && !saysWhen(response))
        response.headers.set('retry-after', THROTTLED_SECONDS);
      return response;
    },
  };
}

function saysWhen({ headers }: PipelineResponse): boolean {
  return ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'].some((name) => headers.has(name));
}

/**
 * Key Vault's clients forget the body of a refused page, and with it whether a role or the network refused. So the
 * refusal is thrown here, whole. A name that leads nowhere is not tried again: no retry makes it lead anywhere.
 */
function toldInFull(): PipelinePolicy {
  return {
    name: 'tellRefusals',
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
