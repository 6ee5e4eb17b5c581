/** An ISO-8601 UTC date and time, to the second: `2026-11-21T06:00:00Z`. These strings sort chronologically. */
export type Instant = string;

const DAY_MS = 86_400_000;
const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** A value that should be a date but is not. A bad date is an error, never replaced by a default. */
export class BadDate extends Error {
  override readonly name = 'BadDate';
  constructor(value: unknown) {
    super(`not a date: ${JSON.stringify(value) ?? String(value)}`);
  }
}

/**
 * Converts a date from a cloud (a `Date`, an ISO string with any offset, or epoch milliseconds) to an {@link
 * Instant}, rounded down to the second.
 * @throws {BadDate} if it is not a valid date, or a day that no calendar has.
 */
export function instant(value: Date | string | number): Instant {
  if (typeof value === 'string' && namesNoDay(value)) throw new BadDate(value);
  const date = value instanceof Date ? value : new Date(value);
  const time = date.getTime();
  if (Number.isNaN(time) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999)
    throw new BadDate(value);
  return new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** True for a string in exactly the form of an {@link Instant} whose day exists: `2026-02-30T06:00:00Z` does not. */
export function isInstant(value: string): boolean {
  if (!FORM.test(value)) return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value.replace('Z', '.000Z');
}

/** `Date` rolls 30 February over into 2 March. */
function namesNoDay(value: string): boolean {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?!\d)/.exec(value) ?? [];
  if (day === undefined) return false;
  const start = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(start.getTime()) || !start.toISOString().startsWith(day);
}

/** `from` moved by a number of days of 24 hours (negative goes back; fractions are allowed). */
export function addDays(from: Instant, days: number): Instant {
  return instant(Date.parse(from) + days * DAY_MS);
}

/** Days of 24 hours from `from` to `to`, with fraction; negative when `to` is earlier. */
export function daysBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

/** The earliest of the given instants, ignoring undefined ones. */
export function earliest(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  let first: Instant | undefined;
  for (const each of instants) if (each !== undefined && (first === undefined || each < first)) first = each;
  return first;
}

/** The latest of the given instants, ignoring undefined ones. */
export function latest(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  let last: Instant | undefined;
  for (const each of instants) if (each !== undefined && (last === undefined || each > last)) last = each;
  return last;
}
