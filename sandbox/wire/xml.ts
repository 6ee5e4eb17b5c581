/** Content of a response: arrays become `<member>` lists, Maps `<entry>` lists of key and value. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | ReadonlyMap<string, XmlValue>
  | { readonly [name: string]: XmlValue };

/** Writes the content of an element; text is escaped, members without a value are omitted. */
export function xml(value: XmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return value.map((each) => `<member>${xml(each)}</member>`).join('');
  if (value instanceof Map)
    return [...value]
      .map(([key, each]) => `<entry><key>${escape(key)}</key><value>${xml(each)}</value></entry>`)
      .join('');
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => `<${name}>${xml(each)}</${name}>`)
    .join('');
}

function isList(value: object): value is readonly XmlValue[] {
  return Array.isArray(value);
}

// XML 1.0 cannot represent most control characters, so AWS's responses cannot contain them either.
function escape(text: string): string {
  return text.replace(/[&<>"'\r]|[^\t\n\r\u{20}-\u{10FFFF}]/gu, (found) => ESCAPES[found] ?? '\uFFFD');
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};
