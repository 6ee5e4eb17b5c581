import { createHash } from 'node:crypto';
import type { Skc } from '../model/skc.ts';
import { daysBetween } from '../model/instant.ts';
import { steadyFacts } from './diff.ts';

/**
 * One hash for all that a listing says, whatever its order: equal to the last complete scan's, nothing changed.
 * Volatile fields stay out, but for the week in which something was last used, since a week's move is written.
 */
export function listingHash(skcs: Iterable<Skc>): string {
  const sum = Buffer.alloc(32);
  for (const skc of skcs) {
    const week =
      skc.lastUsedAt === undefined ? '' : Math.floor(daysBetween('2000-01-01T00:00:00Z', skc.lastUsedAt) / 7);
    addInto(sum, createHash('sha256').update(steadyFacts(skc)).update(String(week)).digest());
  }
  return sum.toString('base64url');
}

/** Adds 256-bit numbers, so that order plays no part and equal items do not cancel out, as they would by XOR. */
function addInto(sum: Buffer, digest: Buffer): void {
  let carry = 0;
  for (let index = 31; index >= 0; index--) {
    const total = (sum[index] ?? 0) + (digest[index] ?? 0) + carry;
    sum[index] = total & 0xff;
    carry = total >> 8;
  }
}
