import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Compressed in-memory storage for JSON values: a tenth or less of their size as objects or text. */
export interface Packed {
  /** @param value Any JSON value. */
  add(value: unknown): void;
  /** Compresses the last block, however small: called when nothing more is added for now. */
  seal(): void;
  /**
   * All values in insertion order, unpacked one at a time on every iteration.
   * @typeParam T Type of the added values; it is not validated again.
   */
  unpacked<T>(): Iterable<T>;
}

/** Characters per compressed block: large enough to compress well, small enough for many stores. */
const BLOCK = 16_384;

export function packedValues(): Packed {
  const closed: Uint8Array[] = [];
  let open: string[] = [];
  let length = 0;
  const seal = () => {
    if (open.length === 0) return;
    // Copied, since a slice of zlib's pooled buffer would keep the whole buffer in memory.
    closed.push(new Uint8Array(deflateRawSync(open.join('\n'), { level: 1 })));
    open = [];
    length = 0;
  };
  return {
    add(value) {
      const text = JSON.stringify(value);
      open.push(text);
      length += text.length;
      if (length >= BLOCK) seal();
    },
    seal,
    unpacked: <T>() => ({
      *[Symbol.iterator](): Iterator<T> {
        for (const block of closed)
          // JSON escapes line breaks in strings, so a line break always separates values.
          for (const line of inflateRawSync(block).toString().split('\n')) yield JSON.parse(line);
        for (const line of open) yield JSON.parse(line);
      },
    }),
  };
}
