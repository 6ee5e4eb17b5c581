import { skcSchema, type Skc } from '../../model/skc.ts';
import { sanitize } from '../../model/sanitize.ts';
import { errorText } from '../../model/error-text.ts';
import type { Reading } from '../contract.ts';
import { ODD_FIELD, unreadableFields } from '../fields.ts';

/** Code of problems of entries that are not in the form that the service documents. */
const ODD_ENTRY = 'OddEntry';

/**
 * Converts the entries of a list one by one. An entry that is not in its documented form costs only itself: it is
 * counted in the scan's problems, with a name by which a person can find it. A date that is none costs only its field.
 * @param normalise Pure; undefined for an entry without the id of an SKC.
 * @param operation The call that listed them: `kms:ListKeys`.
 */
export function entriesOf<Entry>(
  entries: readonly Entry[],
  normalise: (entry: Entry) => Skc | undefined,
  operation: string,
  reading: Pick<Reading, 'problem'>,
): Skc[] {
  return entries.flatMap((entry) => {
    const read = entryOf(entry, normalise);
    if (typeof read === 'string') {
      refuse(reading, operation, `${nameIn(entry)} was left out: ${read}`);
      return [];
    }
    const odd = unreadableFields(read.unknown);
    if (odd.length > 0)
      refuse(reading, operation, `${read.name} is not in the documented form: ${odd.join(', ')}`);
    return [read];
  });
}

/** Records that one entry is not in its documented form. */
export function refuse(reading: Pick<Reading, 'problem'>, operation: string, what: string): void {
  reading.problem({
    operation,
    code: ODD_ENTRY,
    kind: 'malformed',
    message: sanitize(`${operation}: ${what}.`, 300),
    skcs: 1,
  });
}

/** An SKC, or why the entry is none. */
function entryOf<Entry>(entry: Entry, normalise: (entry: Entry) => Skc | undefined): Skc | string {
  if (typeof entry !== 'object' || entry === null) return 'it is not an object';
  try {
    const skc = normalise(entry);
    if (skc === undefined) return 'it has no id';
    const odd = oddFields(skc);
    if (odd.length === 0) return skc;
    const without = withoutFields(skc, odd);
    return oddFields(without).length === 0 ? without : `not in the documented form: ${odd.join(', ')}`;
  } catch (error) {
    // Whatever an odd entry makes of the code that reads it, the other entries are read.
    return `not in the documented form (${errorText(error)})`;
  }
}

/** The fields that are not of their type, since the cloud gave something else. */
function oddFields(skc: Skc): string[] {
  const checked = skcSchema.safeParse(skc);
  return checked.success ? [] : [...new Set(checked.error.issues.map(({ path }) => String(path[0])))];
}

/** The SKC with these fields unknown. */
function withoutFields(skc: Skc, fields: readonly string[]): Skc {
  const unknown = Object.fromEntries(fields.map((field) => [field, ODD_FIELD]));
  const kept = Object.fromEntries(Object.entries(skc).filter(([field]) => !fields.includes(field)));
  return {
    ...skc,
    ...Object.fromEntries(fields.map((field) => [field, undefined])),
    name: typeof kept['name'] === 'string' ? kept['name'] : skc.id,
    details: fields.includes('details') ? {} : skc.details,
    unknown: { ...skc.unknown, ...unknown },
  };
}

const NAMES = ['ARN', 'Arn', 'CertificateArn', 'KeyArn', 'Name', 'DomainName', 'AccessKeyId', 'UserName'];

/** What a person can recognise the entry by. */
function nameIn(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return 'An entry';
  const named = new Map<string, unknown>(Object.entries(entry));
  const name = NAMES.map((each) => named.get(each)).find(
    (value) => typeof value === 'string' && value !== '',
  );
  return typeof name === 'string' ? name : 'An entry without a name';
}
