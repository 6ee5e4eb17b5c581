import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsClient } from './client.ts';

/**
 * Spaces the attempts of a client so that no more than `perSecond` begin in a second, however many are asked for at
 * once: the account's owners need its quotas too. A burst of one second's worth goes through unhindered.
 */
export function paceCalls(client: Pick<AwsClient, 'middlewareStack'>, perSecond: number): void {
  const wait = pace(perSecond, () => performance.now());
  client.middlewareStack.add(
    (next) => async (args) => {
      const milliseconds = wait();
      if (milliseconds > 0) await sleep(milliseconds);
      return next(args);
    },
    // After the retries, so that each attempt waits its turn.
    { step: 'finalizeRequest', name: 'paceCalls', priority: 'low' },
  );
}

/** @returns a function that takes the next turn and says how many milliseconds it is away. */
export function pace(perSecond: number, now: () => number): () => number {
  const interval = 1000 / perSecond;
  let next = -Infinity;
  return () => {
    const time = now();
    next = Math.max(next + interval, time - 1000 + interval);
    return Math.max(0, next - time);
  };
}
