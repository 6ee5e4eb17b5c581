import { isUnreachable } from '../../clouds/azure/problem.ts';
import type { Skc } from '../../model/skc.ts';

/** The ways to list one kind of object in a vault, as pages of SKCs. */
export interface VaultLists {
  live: () => AsyncIterable<Skc[]>;
  /** The separate list of deleted objects that can still be recovered. */
  deleted: () => AsyncIterable<Skc[]>;
  /** The list from Resource Manager, used if the vault cannot be reached; not every type has it. */
  attributes?: (() => AsyncIterable<Skc[]>) | undefined;
}

/**
 * Reads a vault completely. A vault that cannot be reached from this network is read through Resource Manager if
 * possible; otherwise the vault's own error is thrown, since that is the one to fix.
 */
export async function* vaultPages({ live, deleted, attributes }: VaultLists): AsyncGenerator<Skc[]> {
  let started = false;
  try {
    for await (const page of live()) {
      started = true;
      yield page;
    }
    yield* deleted();
  } catch (error) {
    if (started || attributes === undefined || !isUnreachable(error)) throw error;
    yield* readAttributes(attributes, error);
  }
}

async function* readAttributes(
  attributes: () => AsyncIterable<Skc[]>,
  unreachable: unknown,
): AsyncGenerator<Skc[]> {
  const pages = attributes()[Symbol.asyncIterator]();
  let page: IteratorResult<Skc[]>;
  try {
    page = await pages.next();
  } catch {
    throw unreachable;
  }
  while (page.done !== true) {
    yield page.value;
    page = await pages.next();
  }
}
