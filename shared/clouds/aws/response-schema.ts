import type { HandlerExecutionContext } from '@smithy/types';
import { valueOfJson } from '../../model/json-text.ts';

/**
 * Pure: the text of a response, with every date that the SDK would refuse replaced by one in the year 0, which no
 * cloud gives and `instant` refuses. The text itself if it has none, or is neither JSON nor XML.
 * @param context Of the middleware: it has the schema by which the SDK reads the response.
 */
export function oddDatesReplaced(text: string, context: HandlerExecutionContext): string {
  const schema = outputSchema(context);
  if (text.startsWith('<')) return xmlReplaced(text, schema);
  const value = valueOfJson(text);
  if (value === undefined) return text;
  const replaced = { odd: false };
  const readable = jsonReplaced(value, schema, replaced);
  return replaced.odd ? JSON.stringify(readable) : text;
}

function outputSchema(context: HandlerExecutionContext): unknown {
  const smithy: unknown = context['__smithy_context'];
  const operation: unknown =
    typeof smithy === 'object' && smithy !== null && 'operationSchema' in smithy
      ? smithy.operationSchema
      : undefined;
  return Array.isArray(operation) ? operation[5] : undefined;
}

/**
 * The forms of schemas in the SDK's clients (`@smithy/types`, `StaticSchema`): lists, maps and structures are arrays
 * that begin with 1, 2 and 3, then namespace, name and traits; 4 to 7 are dates; a function returns a schema; a pair is
 * a schema with traits.
 */
type Schema =
  | { is: 'date' }
  | { is: 'other' }
  | { is: 'list' | 'map'; of: unknown }
  | { is: 'structure'; members: readonly (readonly [string, unknown])[] };

const OTHER: Schema = { is: 'other' };
const LIST_OF_DATES = 64;

function schemaIn(reference: unknown): Schema {
  if (typeof reference === 'function') return schemaIn(reference());
  if (typeof reference === 'number') return simpleSchema(reference);
  if (!Array.isArray(reference)) return OTHER;
  const parts: readonly unknown[] = reference;
  if (parts.length === 2) return schemaIn(parts[0]);
  const [form, , , , first, second] = parts;
  if (form === 1) return { is: 'list', of: first };
  if (form === 2) return { is: 'map', of: second };
  if (form !== 3 || !Array.isArray(first) || !Array.isArray(second)) return OTHER;
  const schemas: readonly unknown[] = second;
  return { is: 'structure', members: first.map((name, index) => [String(name), schemas[index]]) };
}

function simpleSchema(code: number): Schema {
  if (code >= 4 && code <= 7) return { is: 'date' };
  return code > LIST_OF_DATES && code < 2 * LIST_OF_DATES ? { is: 'list', of: code - LIST_OF_DATES } : OTHER;
}

/** In seconds: the year 0. */
const JSON_NO_DATE = -62_167_219_200;

function jsonReplaced(value: unknown, reference: unknown, replaced: { odd: boolean }): unknown {
  const schema = schemaIn(reference);
  if (schema.is === 'other' || value === null || value === undefined) return value;
  if (schema.is === 'date') {
    if (isEpochSeconds(value)) return value;
    replaced.odd = true;
    return JSON_NO_DATE;
  }
  if (typeof value !== 'object') return value;
  if (schema.is === 'list')
    return Array.isArray(value) ? value.map((each) => jsonReplaced(each, schema.of, replaced)) : value;
  const schemas = schema.is === 'structure' ? new Map(schema.members) : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      jsonReplaced(member, schema.is === 'structure' ? schemas?.get(name) : schema.of, replaced),
    ]),
  );
}

/** What the SDK reads as a date in JSON. */
function isEpochSeconds(value: unknown): boolean {
  if (typeof value === 'string') return /^-?\d+(?:\.\d+)?$/.test(value);
  return typeof value === 'number' && Number.isFinite(value);
}

const XML_NO_DATE = '0000-01-01T00:00:00Z';
/** What the SDK reads as a date in XML. */
const XML_DATE =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Text of others cannot contain elements: in XML it is escaped. */
function xmlReplaced(text: string, reference: unknown): string {
  const names = [...dateNames(reference, new Set())].join('|');
  if (names === '') return text;
  const element = new RegExp(`<(${names})(?:/>|>([\\s\\S]*?)</\\1>)`, 'g');
  return text.replace(element, (all, name: string, date: string | undefined) =>
    date !== undefined && XML_DATE.test(date) ? all : `<${name}>${XML_NO_DATE}</${name}>`,
  );
}

/** The names of all dates in a schema. */
function dateNames(reference: unknown, seen: Set<unknown>, name?: string): Set<string> {
  const schema = schemaIn(reference);
  if (schema.is === 'date') return new Set(name === undefined ? [] : [name]);
  if (schema.is === 'other' || seen.has(reference)) return new Set();
  seen.add(reference);
  if (schema.is !== 'structure') return dateNames(schema.of, seen);
  return new Set(
    schema.members.flatMap(([member, memberSchema]) => [...dateNames(memberSchema, seen, member)]),
  );
}
