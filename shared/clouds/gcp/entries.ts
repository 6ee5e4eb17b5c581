import * as z from 'zod';
import { sanitize } from '../../model/sanitize.ts';
import type { Problem } from '../../model/target.ts';
import { validEntries } from '../valid-entries.ts';
import type { GcpCall } from './call.ts';
import { BAD_ANSWER } from './problem.ts';
import { checked } from './rest.ts';

/** An entry of a list. `odd`: its members that are not in their documented form, so that their facts are unknown. */
export type Entry<T> = T & { odd?: string[] | undefined };

/**
 * A schema for one entry of a list. JSON's null is an absent member, as in Google's own clients. An odd member costs
 * only itself: it is left out and named in `odd`. Only an entry without its required members is refused.
 */
export function entryOf<T extends object>(schema: z.ZodType<T>): z.ZodType<Entry<T>> {
  return z.unknown().transform((raw, context): Entry<T> => {
    const given = withoutNulls(raw);
    const read = schema.safeParse(given);
    if (read.success) return read.data;
    const odd = [...new Set(read.error.issues.map(({ path }) => String(path[0] ?? '')))];
    const rest = isObject(given) ? schema.safeParse(without(given, odd)) : read;
    if (rest.success) return { ...rest.data, odd };
    for (const { path, message } of rest.error.issues)
      context.addIssue({ code: 'custom', path: [...path], message });
    return z.NEVER;
  });
}

/**
 * The entries of a page's list, and the problem of each that is refused. Google leaves out a list that is empty.
 * @param list The list's member: `secrets`.
 * @throws {GcpError} if the list itself is not one.
 */
export function entriesIn<T>(
  call: Pick<GcpCall, 'operation' | 'permission'>,
  page: unknown,
  list: string,
  schema: z.ZodType<T>,
): { entries: T[]; problems: Problem[] } {
  const form = z.object({ [list]: z.array(z.unknown()).nullish() });
  return entriesOf(call.permission, checked(call, form, page)[list] ?? [], schema);
}

/** The valid ones of some entries, and the problem of each of the others. */
export function entriesOf<T>(
  operation: string,
  items: readonly unknown[],
  schema: z.ZodType<T>,
): { entries: T[]; problems: Problem[] } {
  const { entries, odd } = validEntries(items, schema);
  return {
    entries,
    problems: odd.map(({ entry, error }) => refusedEntry(operation, describe(entry, error))),
  };
}

/** The problem of entries that are not in their documented form. @param what The first of them, and why. */
export function refusedEntry(operation: string, what: string, skcs = 1): Problem {
  return {
    operation,
    code: BAD_ANSWER,
    kind: 'malformed',
    message: sanitize(`Google returned an entry that is not in its documented form: ${what}.`, 300),
    skcs,
  };
}

/** Names an entry that was refused, and why. */
export function describe(item: unknown, error: z.ZodError): string {
  const name = isObject(item) && typeof item['name'] === 'string' ? item['name'] : 'one without a name';
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `${name.slice(0, 120)} (${where}${issue?.message ?? 'refused'})`;
}

/** JSON without the members that are null. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (each === null ? [] : [[name, withoutNulls(each)]])),
  );
}

function without(value: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
