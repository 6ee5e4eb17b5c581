import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsClient } from './client.ts';

/**
 * Limits a client to `perSecond` attempts a second, so that the account's owners keep most of its quotas. A burst
 * of up to one second's worth is not delayed.
 */
export function paceCalls(client: Pick<AwsClient, 'middlewareStack'>, perSecond: number): void {
  const wait = pace(perSecond, () => performance.now());
  client.middlewareStack.add(
    (next) => async (args) => {
      const milliseconds = wait();
      if (milliseconds > 0) await sleep(milliseconds);
      return next(args);
    },
    // After the retry middleware, so that every attempt is limited.
    { step: 'finalizeRequest', name: 'paceCalls', priority: 'low' },
  );
}

/** @returns a function that reserves the next slot and returns the milliseconds until it. */
export function pace(perSecond: number, now: () => number): () => number {
  const interval = 1000 / perSecond;
  let next = -Infinity;
  return () => {
    const time = now();
    next = Math.max(next + interval, time - 1000 + interval);
    return Math.max(0, next - time);
  };
}
