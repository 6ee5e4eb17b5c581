import * as z from 'zod';
import { sanitize } from '../model/sanitize.ts';
import type { Mistake } from './bad-config.ts';
import { nearest } from './nearest.ts';

/** Zod's issues in words: the path, what was expected and what was found. */
export function mistakesOf(schema: z.ZodType, data: unknown, issues: readonly z.core.$ZodIssue[]): Mistake[] {
  return issues.flatMap((issue) => {
    const found = valueAt(data, issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = keysOf(schemaAt(schema, issue.path));
      return issue.keys.map((key) => ({
        path: pathText([...issue.path, key]),
        expected:
          known.length > 0 && known.length <= 6 ? `expected one of ${known.join(', ')}` : 'unknown key',
        found: `the key ${describe(key)}`,
        didYouMean: nearest(key, known),
      }));
    }
    if (issue.code === 'invalid_union') {
      // The form that is meant is the one whose own type was given.
      const meant = issue.errors.find((form) =>
        form.every(({ path, code }) => path.length > 0 || code !== 'invalid_type'),
      );
      if (meant !== undefined)
        return mistakesOf(
          schema,
          data,
          meant.map((each) => ({ ...each, path: [...issue.path, ...each.path] })),
        );
    }
    if (issue.code === 'invalid_key')
      return [
        {
          path: pathText(issue.path),
          expected: issue.issues[0]?.message ?? 'expected another key',
          found: `the key ${describe(String(issue.path.at(-1)))}`,
        },
      ];
    const choices = choicesOf(issue);
    return [
      {
        path: pathText(issue.path),
        expected: expectedOf(issue),
        found: describe(found),
        didYouMean: typeof found === 'string' ? nearest(found, choices) : undefined,
      },
    ];
  });
}

/** `contacts.accounts.123456789012[0].address` */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      const text = String(part);
      if (!/^[\w$.-]{1,60}$/.test(text)) return `[${JSON.stringify(sanitize(text, 60))}]`;
      return index === 0 ? text : `.${text}`;
    })
    .join('');
}

/** A value in a few characters that are safe to print. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `"${sanitize(value, 60)}"`;
  return sanitize(JSON.stringify(value) ?? 'something else', 60);
}

/** The values that are allowed, where the schema lists them or gives them beside a check of its own. */
export function choicesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  const given: unknown = issue.code === 'custom' ? issue.params?.['choices'] : undefined;
  return Array.isArray(given) ? given.map(String) : [];
}

function expectedOf(issue: z.core.$ZodIssue): string {
  // A message written in the schema is the most precise.
  if (issue.message.startsWith('expected ')) return issue.message;
  if (issue.code === 'invalid_type') return `expected ${typeOf(issue)}`;
  if (issue.code === 'invalid_union') {
    const types = issue.errors.flatMap((form) => (form[0]?.code === 'invalid_type' ? [typeOf(form[0])] : []));
    return `expected ${types.join(' or ')}`;
  }
  if (issue.code === 'invalid_value')
    return issue.values.length === 1
      ? `expected ${String(issue.values[0])}`
      : `expected one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `expected ${amount(issue.origin)}at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `expected ${amount(issue.origin)}at most ${issue.maximum}`;
  if (issue.code === 'invalid_format') return FORMATS[issue.format] ?? `expected the form ${issue.format}`;
  return `expected another value (${issue.message})`;
}

function typeOf({ expected }: z.core.$ZodIssueInvalidType): string {
  return TYPES[expected] ?? expected;
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const FORMATS: Readonly<Record<string, string>> = {
  url: 'expected an https address',
  safeint: 'expected a whole number',
};

function amount(origin: string): string {
  if (origin === 'string') return 'a text whose length is ';
  if (origin === 'array') return 'a list whose length is ';
  return '';
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** The schema of the object at `path`, through defaults, lists and records. */
function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let current: z.core.$ZodType | undefined = bare(schema);
  for (const part of path) {
    if (current instanceof z.ZodObject) current = bare(current.shape[String(part)]);
    else if (current instanceof z.ZodArray) current = bare(current.element);
    else if (current instanceof z.ZodRecord) current = bare(current.valueType);
    else return undefined;
    // Of a text or an object, only the object has keys.
    if (current instanceof z.ZodUnion)
      current = current.options.find((form): form is z.ZodObject => form instanceof z.ZodObject);
  }
  return current;
}

function bare(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let current = schema;
  while (
    current instanceof z.ZodOptional ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault
  )
    current = current.unwrap();
  return current;
}

function keysOf(schema: z.core.$ZodType | undefined): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
