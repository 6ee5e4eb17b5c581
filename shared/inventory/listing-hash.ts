import { createHash } from 'node:crypto';
import type { Skc } from '../model/skc.ts';
import { daysBetween } from '../model/instant.ts';
import type { Watched } from '../model/target.ts';
import { steadyFacts } from './diff.ts';

/**
 * One hash for all that a listing says, whatever its order: equal to the last complete scan's, nothing changed.
 * Volatile fields stay out, except the week in which something was last used, since a week's move is written. For an SKC
 * that is watched it is the exact last use, since every use of it is recorded.
 * @param before Hash of the SKCs that the same listing named in earlier calls.
 */
export function listingHash(skcs: Iterable<Skc>, watched: Watched = {}, before?: string): string {
  const sum = Buffer.alloc(32);
  if (before !== undefined) addInto(sum, Buffer.from(before, 'base64url'));
  for (const skc of skcs) {
    const used = lastUse(skc, Object.hasOwn(watched, skc.id));
    addInto(sum, createHash('sha256').update(steadyFacts(skc)).update(used).digest());
  }
  return sum.toString('base64url');
}

function lastUse({ lastUsedAt }: Skc, exact: boolean): string {
  if (lastUsedAt === undefined) return '';
  return exact ? lastUsedAt : String(Math.floor(daysBetween('2000-01-01T00:00:00Z', lastUsedAt) / 7));
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
