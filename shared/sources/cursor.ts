import type * as z from 'zod';

/** A stored cursor that this version cannot continue from: the listing begins again. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/** The text of a cursor. */
export function cursorText(cursor: object): string {
  return JSON.stringify(cursor);
}

/**
 * Reads a stored cursor.
 * @returns undefined if there is none: the listing begins.
 * @throws {InvalidCursor} if it is not of this form.
 */
export function readCursor<Cursor>(from: string | undefined, schema: z.ZodType<Cursor>): Cursor | undefined {
  if (from === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(from));
  } catch (error) {
    throw new InvalidCursor('The stored cursor is not of the form that this version writes.', {
      cause: error,
    });
  }
}
