import type { Digest } from '../../model/digest.ts';

/** A shape in which a digest is sent. */
export interface Format {
  name: string;
  /** The keys of SNS's `MessageStructure: json` that carry it. */
  protocols: readonly [string, ...string[]];
  /**
   * The message as text.
   * @param entries at most so many entries may be listed, the rest is counted; formats that show few anyway pass over it.
   */
  render(digest: Digest, entries?: number): string;
}
