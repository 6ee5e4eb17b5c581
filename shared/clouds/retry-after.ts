/** `Wed, 25 Nov 2026 06:00:00 GMT`: the only form in which services may send a date. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Pure: the pause in milliseconds that a `Retry-After` asks for, in seconds or as an HTTP date (RFC 9110, §10.2.3); 0 for
 * a date that has passed, undefined if there is none in either form.
 * @param now Milliseconds since 1970.
 */
export function retryAfterMs(header: string | null | undefined, now: number): number | undefined {
  const asked = header?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Number(asked) * 1000;
  return HTTP_DATE.test(asked) ? Math.max(0, Date.parse(asked) - now) : undefined;
}
