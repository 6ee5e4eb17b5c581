import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Calls } from '../calls.ts';
import { operationName } from './operation-name.ts';

/** Retries of throttled and failed calls: a vault that throttles for a minute is waited for, as `Retry-After` says. */
export const RETRIES = { maxRetries: 6, retryDelayInMs: 800, maxRetryDelayInMs: 30_000 } as const;

/** Policies of every Azure client: each attempt is counted, and none waits for ever. */
export function requestPolicies(calls: Calls): { policy: PipelinePolicy; position: 'perRetry' }[] {
  return [
    { policy: countedCalls(calls), position: 'perRetry' },
    { policy: boundedWait(), position: 'perRetry' },
  ];
}

function countedCalls(calls: Calls): PipelinePolicy {
  return {
    name: 'countCalls',
    sendRequest(request, next) {
      calls.add(operationName(request.method, request.url));
      return next(request);
    },
  };
}

const TIMEOUT_MS = 30_000;

function boundedWait(): PipelinePolicy {
  return {
    name: 'boundWait',
    sendRequest(request, next) {
      if (request.timeout === 0) request.timeout = TIMEOUT_MS;
      return next(request);
    },
  };
}
