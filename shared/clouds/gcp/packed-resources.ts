import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Resources that are held for later, in a tenth of the room or less that they would take as objects or as text. */
export interface PackedResources {
  /** Takes what JSON can say. */
  add(resource: unknown): void;
  /**
   * All of them, in the order they came, as JSON gives them back, unpacked one by one each time they are gone through.
   * @typeParam T What was taken: it was checked then, and is not checked again.
   */
  unpacked<T>(): Iterable<T>;
}

/** Characters after which a block is closed: enough to find what repeats, little where there are many projects. */
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
      // Copied out of the large buffers that zlib and Buffer share out: a small part would hold the whole.
      closed.push(new Uint8Array(deflateRawSync(open.join('\n'), { level: 1 })));
      open = [];
      length = 0;
    },
    unpacked: <T>() => ({
      *[Symbol.iterator](): Iterator<T> {
        for (const block of closed)
          // A line break within a text is escaped in JSON, so none is mistaken for the end of a resource.
          for (const line of inflateRawSync(block).toString().split('\n')) yield JSON.parse(line);
        for (const line of open) yield JSON.parse(line);
      },
    }),
  };
}
