import type { EstateAccount } from '../../../sandbox/estate/estate.ts';
import type { Instant } from '../../../shared/model/instant.ts';
import type { SkcField, SkcType } from '../../../shared/model/skc.ts';

/** What the suite must know of a type of SKC to try its source: one file a type, named after it. */
export interface SourceFixture {
  type: SkcType;
  location: string;
  /** As calls are recorded: `secretsmanager`. */
  service: string;
  /** The first call of a listing. */
  first: string;
  /** The call that gives what is listed, and what leaves its first SKC out of the answer. */
  listing: string;
  leaveOutFirst(body: string): string;
  /** Makes the listing's pages hold two. */
  smallPages?(body: string): string;
  /** The call that is refused when a listing breaks off after its first part. */
  second: { operation: string; skip: number };
  /** Puts SKCs into an account's region, so that listing them takes every call that the source may make. */
  fill(account: EstateAccount, count: number): void;
  /** The first of them is deleted from then on. */
  removeFirst(account: EstateAccount, at: Instant): void;
  /** A word in an answer that this version does not know. */
  newWord?: Spoilt;
  /** Dates in answers that are none. */
  noDates: readonly Spoilt[];
}

/** An answer that is changed so that one field of the first SKC cannot be read. */
export interface Spoilt {
  operation: string;
  spoil: (body: string) => string;
  field: SkcField;
}

export const EPOCH = '2026-11-21T06:00:00Z';

/** Drops the first element of a list in a JSON answer. */
export function withoutFirst(body: string, list: string): string {
  const answer: unknown = JSON.parse(body);
  if (typeof answer !== 'object' || answer === null || !(list in answer)) return body;
  const all: unknown = Reflect.get(answer, list);
  return JSON.stringify({ ...answer, [list]: Array.isArray(all) ? all.slice(1) : all });
}
