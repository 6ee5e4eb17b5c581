/** Begins keys that are stored under another name. No cloud accepts it in a tag, a label or an annotation. */
const ESCAPE = '\u0001';

/**
 * Keys of maps that DynamoDB's document client cannot take: an object with an own `constructor` is no plain object to
 * it, `__proto__` sets the prototype of what it builds, and DynamoDB refuses an empty key.
 */
const REFUSED: ReadonlySet<string> = new Set(['', '__proto__', 'constructor']);

/** Pure: a value whose maps the document client takes, whatever their keys: tags of others may have any name. */
export function withStorableKeys<Value>(value: Value): Value {
  return withKeys(value, (key) => (REFUSED.has(key) || key.startsWith(ESCAPE) ? `${ESCAPE}${key}` : key));
}

/** Pure: the value that {@link withStorableKeys} was given. */
export function withOriginalKeys<Value>(value: Value): Value {
  return withKeys(value, (key) => (key.startsWith(ESCAPE) ? key.slice(ESCAPE.length) : key));
}

/** The value itself if no key changes, as nearly always. */
function withKeys<Value>(value: Value, rename: (key: string) => string): Value;
function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const each: readonly unknown[] = value;
    const renamed = each.map((entry) => withKeys(entry, rename));
    return renamed.some((entry, index) => entry !== each[index]) ? renamed : value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, entry]: [string, unknown]): [string, unknown] => {
    const renamed: [string, unknown] = [rename(key), withKeys(entry, rename)];
    changed ||= renamed[0] !== key || renamed[1] !== entry;
    return renamed;
  });
  // Unlike an assignment, this makes a key of `__proto__`.
  return changed ? Object.fromEntries(entries) : value;
}
