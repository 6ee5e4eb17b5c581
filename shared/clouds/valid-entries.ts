import type * as z from 'zod';

/** An entry of a list that is not in its documented form. */
export interface OddEntry {
  entry: unknown;
  error: z.ZodError;
}

/** Validates the entries of a list one by one, so that an odd one costs only itself. */
export function validEntries<T>(
  list: readonly unknown[],
  schema: z.ZodType<T>,
): { entries: T[]; odd: OddEntry[] } {
  const entries: T[] = [];
  const odd: OddEntry[] = [];
  for (const entry of list) {
    const read = schema.safeParse(entry);
    if (read.success) entries.push(read.data);
    else odd.push({ entry, error: read.error });
  }
  return { entries, odd };
}
