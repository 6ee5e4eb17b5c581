import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import pLimit, { type LimitFunction } from 'p-limit';

/** A vault allows 4,000 calls in ten seconds for all callers; this stays far below that. */
const MAX_CONCURRENT = 8;

/**
 * Limits concurrent requests to one host to eight across all clients; the rest wait in order. A request waiting to
 * be retried does not count. Source: Key Vault service limits.
 */
export function limitByHost(): PipelinePolicy {
  const limits = new Map<string, LimitFunction>();
  return {
    name: 'limitByHost',
    sendRequest(request, next) {
      const { host } = new URL(request.url);
      const limit = limits.get(host) ?? pLimit(MAX_CONCURRENT);
      limits.set(host, limit);
      return limit(() => next(request));
    },
  };
}
