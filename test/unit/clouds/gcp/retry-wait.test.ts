import { describe, expect, it } from 'vitest';
import { GcpError } from '../../../../shared/clouds/gcp/problem.ts';
import { askedToWait, waitBefore } from '../../../../shared/clouds/gcp/retry-wait.ts';

const NOW = Date.parse('2026-11-25T06:00:00Z');

describe('the wait that Google asks for', () => {
  const retryInfo = (retryDelay: string) => ({ error: { details: [{ '@type': 'x' }, { retryDelay }] } });

  it.each([
    ['seconds', '7', undefined, 7_000],
    ['a date', 'Wed, 25 Nov 2026 06:00:09 GMT', undefined, 9_000],
    ['a date that has passed', 'Wed, 25 Nov 2026 05:59:00 GMT', undefined, 0],
    ['its error', null, retryInfo('2.5s'), 2_500],
    ['its error, where the header is no date', 'soon', retryInfo('3s'), 3_000],
    ['nothing', null, { error: {} }, undefined],
    ['an error in another form', '', retryInfo('a while'), undefined],
  ])('is read from %s', (_what, header, body, milliseconds) => {
    expect(askedToWait(header, body, NOW)).toBe(milliseconds);
  });
});

describe('the wait before another try', () => {
  const error = (status: number | undefined, code = 'X') =>
    new GcpError('a:b', { code, message: '', status });

  it.each([
    ['as asked', error(429), 1, 9_000, 9_000],
    ['not at all if asked for more than a minute', error(503), 1, 61_000, undefined],
    ['longer each time', error(500), 3, undefined, 400],
    ['from a second on if throttled', error(429), 1, undefined, 1_000],
    ['as throttled for a quota that answers 403', error(403, 'rateLimitExceeded'), 2, undefined, 2_000],
    ['not for a denial', error(403), 1, undefined, undefined],
    ['not for a seventh try', error(500), 6, undefined, undefined],
    ['once without an answer', error(undefined), 1, undefined, 100],
    ['not twice without an answer', error(undefined), 2, undefined, undefined],
  ])('is %s', (_what, failed, tried, asked, milliseconds) => {
    expect(waitBefore(failed, tried, asked, 0.5)).toBe(milliseconds);
  });
});
