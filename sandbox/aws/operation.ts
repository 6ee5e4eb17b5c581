import type { Instant } from '../../shared/model/instant.ts';
import type { Estate, EstateAccount } from '../estate/estate.ts';
import type { Memory } from '../memory.ts';
import type { XmlValue } from '../wire/xml.ts';

/** Context of an operation, in addition to its input. */
export interface Setting {
  estate: Estate;
  account: EstateAccount;
  region: string;
  /** ARN of the caller. */
  principal: string;
  now: Instant;
  /** Topics, subscriptions and messages. */
  memory: Memory;
}

/** Members of the response; for the query protocol they are written as XML. */
export type Answer = { readonly [name: string]: XmlValue };

export type Operation = (input: Record<string, unknown>, setting: Setting) => Answer;

export type Operations = Readonly<Record<string, Operation>>;

/** Computes a value once for an account and region, and caches it until the clock moves. */
export function perInstant<T>(make: (setting: Setting) => T): (setting: Setting) => T {
  const kept = new WeakMap<EstateAccount, { now: Instant; byRegion: Map<string, T> }>();
  return (setting) => {
    const { account, region, now } = setting;
    let current = kept.get(account);
    if (current === undefined || current.now !== now) {
      current = { now, byRegion: new Map() };
      kept.set(account, current);
    }
    const existing = current.byRegion.get(region);
    if (existing !== undefined) return existing;
    const made = make(setting);
    current.byRegion.set(region, made);
    return made;
  };
}

/** A date in JSON responses: seconds since 1970. */
export function seconds(at: Instant | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at) / 1000;
}

/** Tags in the form that most services return. */
export function tagList(tags: Record<string, string> | undefined): { Key: string; Value: string }[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}
