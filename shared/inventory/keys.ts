import { createHash } from 'node:crypto';
import type { AccountKey } from '../model/account.ts';
import type { Audience, SharedAudience } from '../model/audience.ts';
import type { StoredSkc } from '../model/skc.ts';
import type { Target } from '../model/target.ts';

/** Partition of what belongs to no single account. */
export const ORGANISATION = 'organisation';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const MAX_SORT_KEY_BYTES = 1024;
const MAX_PARTITION_KEY_BYTES = 2048;

/**
 * 26 characters of SHA-256 that stand for a name in sort keys: DynamoDB's end at 1,024 bytes, the clouds' names do not.
 * 130 bits: a collision within one account is out of reach.
 */
export function shortKey(id: string): string {
  const digest = createHash('sha256').update(id).digest();
  let key = '';
  let bits = 0;
  let value = 0;
  for (const byte of digest) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5 && key.length < 26) {
      key += BASE32[(value >> (bits - 5)) & 31];
      bits -= 5;
    }
    if (key.length === 26) break;
  }
  return key;
}

export interface Key {
  account: Audience;
  item: string;
}

export function skcKey(skc: Pick<StoredSkc, 'account' | 'type' | 'location' | 'id'>): Key {
  return checked(skc.account, `skc#${skc.type}#${skc.location}#${shortKey(skc.id)}`);
}

/** All SKCs of a target have sort keys that begin so. */
export function skcPrefix(target: Pick<Target, 'source' | 'location'>): string {
  return `skc#${target.source}#${target.location}#`;
}

export function changeKey(account: AccountKey, skcId: string, revision: number): Key {
  return checked(account, `change#${shortKey(skcId)}#${String(revision).padStart(6, '0')}`);
}

export function findingKey(account: AccountKey, subjectId: string, rule: string): Key {
  return checked(account, `finding#${shortKey(subjectId)}#${rule}`);
}

export function scanKey(target: Pick<Target, 'account' | 'source' | 'location'>): Key {
  return checked(target.account, `scan#${target.source}#${target.location}`);
}

/** All pages of a target's listings have sort keys that begin so. */
export function listingPagePrefix(target: Pick<Target, 'source' | 'location'>): string {
  return `listing#${target.source}#${target.location}#`;
}

export function listingPageKey(target: Pick<Target, 'account' | 'source' | 'location'>, page: number): Key {
  return checked(target.account, `${listingPagePrefix(target)}${String(page).padStart(4, '0')}`);
}

export function contactKey(audience: Audience, address: string): Key {
  return checked(audience, `contact#${shortKey(address.toLowerCase())}`);
}

export function sharedAddressKey(audience: SharedAudience): Key {
  return checked(ORGANISATION, `shared-address#${audience.slice('contact#'.length)}`);
}

/** The message of a thread that was sent last, or is being sent. */
export function messageKey({
  audience,
  kind,
  subject,
}: {
  audience: Audience;
  kind: string;
  subject: string;
}): Key {
  // Subjects may be as long as the clouds' names.
  const name = /^[a-z-]{1,24}$/.test(subject) ? subject : shortKey(subject);
  return checked(audience, `message#${kind}#${name}`);
}

/** Where the previous release kept the digest that an audience was sent last. */
export function formerDigestKey(audience: Audience): Key {
  return checked(audience, 'digest-last');
}

/** The run first, so that the newest message is the last of its prefix. */
export function sentMessageKey(
  { audience, kind }: { audience: Audience; kind: string },
  runId: string,
  id: string,
): Key {
  return checked(audience, `sent#${runId}#${kind}#${id}`);
}

export function markKey(account: AccountKey, skcId: string, kind: string): Key {
  return checked(account, `mark#${shortKey(skcId)}#${kind}`);
}

export function accountItemKey(account: AccountKey): Key {
  return checked(ORGANISATION, `account#${account}`);
}

export function targetPageKey(account: AccountKey, page: number): Key {
  return checked(account, `targets#${String(page).padStart(4, '0')}`);
}

export function runKey(id: string): Key {
  return checked(ORGANISATION, `run#${id}`);
}

/**
 * What stands for an SKC's or a target's id in the index `bySkc`: the id itself, which a person can read, unless it is
 * longer than the key of an index may be.
 */
export function indexedId(id: string): string {
  if (id.length === 0) throw new RangeError('an empty table key');
  return Buffer.byteLength(id) > MAX_PARTITION_KEY_BYTES ? shortKey(id) : id;
}

/** dynalite takes empty and over-long keys that DynamoDB refuses, so they are refused here. */
function checked(account: Key['account'], item: string): Key {
  if (account.length === 0 || Buffer.byteLength(item) > MAX_SORT_KEY_BYTES)
    throw new RangeError(`a table key of ${Buffer.byteLength(item)} bytes: ${item.slice(0, 80)}`);
  return { account, item };
}
