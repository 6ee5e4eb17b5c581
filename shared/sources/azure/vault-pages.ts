import { isUnreachable } from '../../clouds/azure/problem.ts';
import type { Skc } from '../../model/skc.ts';

/** The ways to list one kind of object in a vault, as pages of SKCs. */
export interface VaultLists {
  live: () => AsyncIterable<Skc[]>;
  /** Deleted ones that can still be restored have a list of their own. */
  deleted: () => AsyncIterable<Skc[]>;
  /** What Resource Manager lists when the vault cannot be reached; not every type has it. */
  attributes?: (() => AsyncIterable<Skc[]>) | undefined;
}

/**
 * Reads a vault to its end. One that cannot be reached from here is read through Resource Manager where that answers;
 * otherwise the vault's own error is thrown, since that is the one to fix.
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
