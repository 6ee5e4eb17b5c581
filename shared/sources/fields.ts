import * as z from 'zod';
import { IncompleteListing } from '../clouds/incomplete-answer.ts';
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
    unread.unknown[field] = badDate(value);
    return undefined;
  }
}

const BAD_DATE = 'not a valid date';

/** The text of a `Date` depends on the host's time zone. */
function badDate(value: Date | string | number): string {
  return value instanceof Date ? BAD_DATE : `${BAD_DATE}: ${String(value).slice(0, 40)}`;
}

/**
 * A member that the cloud always gives: without it, the fields that come from it are unknown, never the default.
 * @param member Its name in the response: `KeyState`.
 */
export function needMember(
  value: unknown,
  member: string,
  unread: Unread,
  ...fields: readonly [string, ...string[]]
): void {
  if (value !== undefined) return;
  for (const field of fields) unread.unknown[field] ??= `the response has no ${member}`;
}

/** The name, or the id of an SKC whose name is empty or missing: a certificate may have none. */
export function nameField(name: string | undefined, id: string): string {
  return name === undefined || name.trim() === '' ? id : name;
}

/** Why a field is unknown for which the cloud gave something of another form. */
export const ODD_FIELD = 'not in the documented form';

/** The fields that are unknown because the cloud gave something that is no date, or of another form. Pure. */
export function unreadableFields(unknown: Readonly<Record<string, string>>): string[] {
  return Object.entries(unknown).flatMap(([field, why]) =>
    why.startsWith(BAD_DATE) || why.startsWith(ODD_FIELD) ? [field] : [],
  );
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

/**
 * Converts AWS tags; a tag without value becomes an empty string. A key is data, whatever it is: `__proto__`.
 * @param unread Where tags of another form are noted, for the SKC whose tags they are.
 */
export function tagField(tags: unknown, unread: Unread): Record<string, string> {
  if (tags === undefined) return {};
  if (!Array.isArray(tags)) {
    unread.unknown['tags'] = ODD_FIELD;
    return {};
  }
  const listed: readonly unknown[] = tags;
  return Object.fromEntries(
    listed.flatMap((tag) => {
      const read = tagSchema.safeParse(tag);
      if (read.success) return [[read.data.Key, read.data.Value ?? ''] as const];
      unread.unknown['tags'] = ODD_FIELD;
      return [];
    }),
  );
}

const tagSchema = z.object({ Key: z.string(), Value: z.string().optional() });

/** Removes undefined fields. */
export function detailFields(
  details: Record<string, string | number | boolean | undefined>,
): Record<string, string | number | boolean> {
  const entries = Object.entries(details).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(entries);
}

/**
 * Returns a response's list. A missing list is not the same as an empty one.
 * @throws {IncompleteListing} if it is missing, or is no list.
 */
export function listField<T>(
  list: readonly T[] | undefined,
  member: string,
  operation: string,
): readonly T[] {
  if (!Array.isArray(list)) throw missingList(member, operation);
  return list;
}

/** The error of a response without its list. */
export function missingList(member: string, operation: string): IncompleteListing {
  return new IncompleteListing(`${operation} answered without its list (${member}). Run again later.`);
}
