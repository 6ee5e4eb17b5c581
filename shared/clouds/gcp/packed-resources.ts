import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Compressed in-memory storage for resources: a tenth or less of their size as objects or text. */
export interface PackedResources {
  /** @param resource Any JSON value. */
  add(resource: unknown): void;
  /**
   * All resources in insertion order, unpacked one at a time on every iteration.
   * @typeParam T Type of the added resources; it is not validated again.
   */
  unpacked<T>(): Iterable<T>;
}

/** Characters per compressed block: large enough to compress well, small enough for many projects. */
const BLOCK = 16_384;

export function packedResources(): PackedResources {
  const closed: Uint8Array[] = [];
  let open: string[] = [];
  let length = 0;
  return {
    add(resource) {
      const text = JSON.stringify(resource);
      open.push(text);
      length += text.length;
      if (length < BLOCK) return;
      // Copied, since a slice of zlib's pooled buffer would keep the whole buffer in memory.
      closed.push(new Uint8Array(deflateRawSync(open.join('\n'), { level: 1 })));
      open = [];
      length = 0;
    },
    unpacked: <T>() => ({
      *[Symbol.iterator](): Iterator<T> {
        for (const block of closed)
          // JSON escapes line breaks in strings, so a line break always separates resources.
          for (const line of inflateRawSync(block).toString().split('\n')) yield JSON.parse(line);
        for (const line of open) yield JSON.parse(line);
      },
    }),
  };
}
