import * as z from 'zod';

/** Attributes of a message: `String` and `String.Array`. */
export type MatchedAttributes = Readonly<Record<string, string | readonly string[]>>;

const word = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const words = z.union([word, z.array(word)]);
const affixes = z.union([z.string(), z.array(z.string())]);
const condition = z.union([
  word,
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ 'equals-ignore-case': z.string() }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({
    'anything-but': z.union([
      words,
      z.strictObject({ prefix: affixes }),
      z.strictObject({ suffix: affixes }),
    ]),
  }),
]);
type Condition = z.infer<typeof condition>;
const policy = z.record(z.string(), z.unknown());

/**
 * Whether an SNS filter policy of the scope `MessageAttributes` lets a message through (Amazon SNS developer guide,
 * "Filter policies"): all attributes that it names must match, each by one of its conditions; `$or` takes one of its
 * policies. False also for what this version cannot evaluate: an operator that it does not know, or no JSON.
 */
export function letsThrough(text: string, attributes: MatchedAttributes): boolean {
  try {
    return matches(JSON.parse(text), attributes);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function matches(value: unknown, attributes: MatchedAttributes): boolean {
  const read = policy.safeParse(value);
  if (!read.success) return false;
  return Object.entries(read.data).every(([name, wanted]) => {
    if (!Array.isArray(wanted)) return false;
    if (name === '$or') return wanted.some((each) => matches(each, attributes));
    return wanted.some((each) => {
      const known = condition.safeParse(each);
      return known.success && holds(known.data, attributes[name]);
    });
  });
}

function holds(wanted: Condition, value: string | readonly string[] | undefined): boolean {
  const isObject = typeof wanted === 'object' && wanted !== null;
  if (isObject && 'exists' in wanted) return wanted.exists === (value !== undefined);
  if (value === undefined) return false;
  const values = typeof value === 'string' ? [value] : value;
  if (!isObject) return values.some((each) => each === wanted);
  if ('prefix' in wanted) return values.some((each) => each.startsWith(wanted.prefix));
  if ('suffix' in wanted) return values.some((each) => each.endsWith(wanted.suffix));
  if ('equals-ignore-case' in wanted)
    return values.some((each) => each.toLowerCase() === wanted['equals-ignore-case'].toLowerCase());
  if (!('anything-but' in wanted)) return false;
  const but = wanted['anything-but'];
  if (typeof but !== 'object' || but === null || Array.isArray(but))
    // Of a list of values it is taken to drop the message if it names any of them: then nothing is counted wrongly.
    return values.every((each) => !listed(but).includes(each));
  if ('prefix' in but)
    return values.every((each) => !listed(but.prefix).some((start) => each.startsWith(start)));
  return values.every((each) => !listed(but.suffix).some((end) => each.endsWith(end)));
}

function listed<Value>(value: Value | Value[]): Value[] {
  return Array.isArray(value) ? value : [value];
}
