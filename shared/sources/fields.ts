import { BadDate, instant, type Instant } from '../model/instant.ts';

/** Collects the fields of one SKC that could not be read. */
export interface Unread {
  unknown: Record<string, string>;
}

/**
 * Converts a date from a cloud. An invalid date marks this field unknown; the rest of the SKC is kept.
 * @param field The SKC field to mark as unknown.
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
    unread.unknown[field] = `not a valid date: ${String(value).slice(0, 40)}`;
    return undefined;
  }
}

/**
 * Translates a value of a cloud's enumeration. A value that this version does not know marks the field unknown.
 * @param field The SKC field to mark as unknown.
 */
export function wordField<T>(
  value: string | undefined,
  words: Readonly<Record<string, T>>,
  field: string,
  unread: Unread,
): T | undefined {
  if (value === undefined) return undefined;
  const word = Object.hasOwn(words, value) ? words[value] : undefined;
  if (word === undefined) unread.unknown[field] = `not known to this version: ${value.slice(0, 40)}`;
  return word;
}

/** Converts AWS tags; a tag without value becomes an empty string. */
export function tagField(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  const entries = (tags ?? []).flatMap((tag) =>
    tag.Key === undefined ? [] : [[tag.Key, tag.Value ?? ''] as const],
  );
  return Object.fromEntries(entries);
}

/** Removes undefined fields. */
export function detailFields(
  details: Record<string, string | number | boolean | undefined>,
): Record<string, string | number | boolean> {
  const entries = Object.entries(details).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(entries);
}

/** A successful response lacks a required member. This is not the same as an empty list. */
export class MissingMember extends Error {
  override readonly name = 'MissingMember';
  constructor(member: string, operation: string) {
    super(`${operation} returned no ${member}; try again later.`);
  }
}

/**
 * Returns a response's list.
 * @throws {MissingMember} if it is missing.
 */
export function listField<T>(
  list: readonly T[] | undefined,
  member: string,
  operation: string,
): readonly T[] {
  if (list === undefined) throw new MissingMember(member, operation);
  return list;
}
