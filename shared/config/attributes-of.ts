import { ATTRIBUTES, type Attributes } from '../model/skc.ts';
import type { Config } from './schema.ts';

/**
 * Owner, criticality and environment of an SKC, from the tags that the configuration names. Keys of tags are compared in
 * any letter case; of several keys the first in the configuration counts. Pure.
 * @param tags undefined where they were not read: then nothing is known, which is not the same as no owner.
 */
export function attributesOf(
  tags: Readonly<Record<string, string>> | undefined,
  configured: Config['attributes'],
): Attributes {
  const byKey = new Map(Object.entries(tags ?? {}).map(([key, value]) => [key.toLowerCase(), value.trim()]));
  const found = ATTRIBUTES.flatMap((attribute) => {
    const value = configured[attribute].tags
      .map((key) => byKey.get(key.toLowerCase()))
      .find((each) => each !== undefined && each !== '');
    return value === undefined ? [] : [[attribute, value] as const];
  });
  return Object.fromEntries(found);
}
