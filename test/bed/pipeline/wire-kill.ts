import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The process was "killed": every further call fails. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

type Handle = (
  this: NodeHttpHandler,
  ...args: Parameters<NodeHttpHandler['handle']>
) => ReturnType<NodeHttpHandler['handle']>;

export type Moment = 'before' | 'after';

/**
 * Intercepts all SDK clients: lets `allowed` calls through, then kills before the next one is sent, or after it took
 * effect and before its response arrives.
 */
export function killAt(
  allowed: number,
  moment: Moment,
): { calls: () => number; killed: () => boolean; restore(): Promise<void> } {
  const handle: Handle = Reflect.get(NodeHttpHandler.prototype, 'handle');
  let calls = 0;
  let dead = false;
  const under = new Set<Promise<unknown>>();
  NodeHttpHandler.prototype.handle = async function (this: NodeHttpHandler, ...args) {
    if (dead) throw new Killed();
    calls += 1;
    const last = calls > allowed;
    if (last) dead = true;
    if (last && moment === 'before') throw new Killed();
    const sending = handle.apply(this, args);
    under.add(sending);
    const answer = await sending.finally(() => under.delete(sending));
    if (dead) throw new Killed();
    return answer;
  };
  return {
    calls: () => calls,
    killed: () => dead,
    restore: async () => {
      dead = true;
      // Requests in flight when the process was killed take effect before the next one starts.
      await Promise.allSettled(under);
      NodeHttpHandler.prototype.handle = handle;
    },
  };
}
