import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import pLimit, { type LimitFunction } from 'p-limit';

/** A vault allows 4,000 calls in ten seconds, shared by all who use it; this stays far below, since others need them. */
const AT_ONCE = 8;

/**
 * Lets no more than eight requests at a time through to one host, whichever clients send them; the rest wait in order.
 * Whoever waits to try again holds no turn. Source: Key Vault service limits.
 */
export function turnsByHost(): PipelinePolicy {
  const turns = new Map<string, LimitFunction>();
  return {
    name: 'waitForTurn',
    sendRequest(request, next) {
      const { host } = new URL(request.url);
      const turn = turns.get(host) ?? pLimit(AT_ONCE);
      turns.set(host, turn);
      return turn(() => next(request));
    },
  };
}
