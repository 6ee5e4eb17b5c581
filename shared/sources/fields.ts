import { BadDate, instant, type Instant } from '../model/instant.ts';

/** Collects what could not be read of one SKC while it is normalised. */
export interface Unread {
  unknown: Record<string, string>;
}

/**
 * A date of a cloud's answer. What is no date makes the field unknown on that SKC, and nothing else.
 * @param field The model's field that it would have filled.
 */
export function dateField(
  value: Date | string | number | undefined,
  field: string,
  unread: Unread,
): Instant | undefined {
  if (value === undefined) return undefined;
  try {
    return instant(value);
  } catch (error) {
    if (!(error instanceof BadDate)) throw error;
    unread.unknown[field] = `the cloud's answer holds no date: ${String(value).slice(0, 40)}`;
    return undefined;
  }
}

/**
 * A word of a cloud's enumeration, translated. A word that a newer API brought makes the field unknown.
 * @param field The model's field that it would have filled.
 */
export function wordField<T>(
  value: string | undefined,
  words: Readonly<Record<string, T>>,
  field: string,
  unread: Unread,
): T | undefined {
  if (value === undefined) return undefined;
  const word = Object.hasOwn(words, value) ? words[value] : undefined;
  if (word === undefined) unread.unknown[field] = `a word this version does not know: ${value.slice(0, 40)}`;
  return word;
}

/** Tags as AWS lists them; a tag without value holds the empty text. */
export function tagField(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  const entries = (tags ?? []).flatMap((tag) =>
    tag.Key === undefined ? [] : [[tag.Key, tag.Value ?? ''] as const],
  );
  return Object.fromEntries(entries);
}

/** Leaves out what the cloud did not give. */
export function detailFields(
  details: Record<string, string | number | boolean | undefined>,
): Record<string, string | number | boolean> {
  const entries = Object.entries(details).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(entries);
}

/** A successful answer lacks what it always holds: it tells nothing, and is not an empty list. */
export class MissingMember extends Error {
  override readonly name = 'MissingMember';
  constructor(member: string, operation: string) {
    super(`${operation} answered without ${member}; run again later.`);
  }
}

/**
 * The list of an answer.
 * @throws {MissingMember} where it is missing, which is no empty list.
 */
export function listField<T>(
  list: readonly T[] | undefined,
  member: string,
  operation: string,
): readonly T[] {
  if (list === undefined) throw new MissingMember(member, operation);
  return list;
}
