import { ATTRIBUTES, type Attributes, type Skc } from '../model/skc.ts';
import type { Config } from './schema.ts';

/**
 * Owner, criticality and environment of an SKC, from the tags that the configuration names. Tag keys are compared in
 * any letter case; of several keys the first in the configuration is used. Pure.
 * @param tags undefined where they were not read: then nothing is known, which is not the same as no owner.
 */
export function attributesOf(tags: Skc['tags'], configured: Config['attributes']): Attributes {
  const found = ATTRIBUTES.flatMap((attribute) => {
    const key = tagKeyOf(tags, configured[attribute].tags);
    const value = key === undefined ? undefined : tags?.[key];
    return value === undefined ? [] : [[attribute, value.trim()] as const];
  });
  return Object.fromEntries(found);
}

/** The key, as the tags have it, of the first named tag that has a value. */
export function tagKeyOf(tags: Skc['tags'], named: readonly string[]): string | undefined {
  const keys = Object.entries(tags ?? {}).flatMap(([key, value]) => (value.trim() === '' ? [] : [key]));
  return named
    .map((name) => keys.findLast((key) => key.toLowerCase() === name.toLowerCase()))
    .find((key) => key !== undefined);
}
