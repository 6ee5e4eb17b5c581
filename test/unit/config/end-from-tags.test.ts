import { describe, expect, it } from 'vitest';
import { withEndFromTags } from '../../../shared/config/end-from-tags.ts';
import type { Skc } from '../../../shared/model/skc.ts';
import { configSchema } from '../../../shared/rules/config.ts';

const secret: Skc = {
  id: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:idp/client-secret-AbCdEf',
  kind: 'secret',
  type: 'aws.secrets-manager-secret',
  cloud: 'aws',
  account: 'aws#111122223333',
  location: 'eu-west-1',
  name: 'idp/client-secret',
  state: 'active',
  details: {},
  unknown: {},
  precise: {},
};

/** What a tag `expiration-date` of this value does, read in this format. */
function endOf(value: string, format?: string): Pick<Skc, 'expiresAt' | 'expiresAtFrom' | 'unknown'> {
  const { expiryTags } = configSchema.parse({
    expiryTags: [format === undefined ? 'expiration-date' : { tag: 'expiration-date', format }],
  });
  return withEndFromTags({ ...secret, tags: { 'expiration-date': value } }, expiryTags);
}

describe('the end of a secret from its tag', () => {
  it.each([
    ['2026-11-26', undefined, '2026-11-26T00:00:00Z'],
    [' 2026-11-26 ', undefined, '2026-11-26T00:00:00Z'],
    ['2026-11-26T10:30:00Z', undefined, '2026-11-26T10:30:00Z'],
    ['2026-11-26T10:30:00.250+01:00', undefined, '2026-11-26T09:30:00Z'],
    ['2026-11-26T10:30+0100', undefined, '2026-11-26T09:30:00Z'],
    ['1795651200', undefined, '2026-11-26T00:00:00Z'],
    ['1795651200123', undefined, '2026-11-26T00:00:00Z'],
    ['2028-02-29', undefined, '2028-02-29T00:00:00Z'],
    ['05/06/2026', 'DD/MM/YYYY', '2026-06-05T00:00:00Z'],
    ['05/06/2026', 'MM/DD/YYYY', '2026-05-06T00:00:00Z'],
    ['26.11.2026', 'DD.MM.YYYY', '2026-11-26T00:00:00Z'],
    ['20261126', 'YYYYMMDD', '2026-11-26T00:00:00Z'],
  ])('%s as %s is %s', (value, format, expected) => {
    expect(endOf(value, format)).toMatchObject({ expiresAt: expected, expiresAtFrom: 'tag', unknown: {} });
  });

  it.each([
    // Without an offset the hour is not known, and 5 June may be 6 May.
    ['2026-11-26T10:30:00', undefined],
    ['05/06/2026', undefined],
    ['20261126', undefined],
    ['2026-02-30', undefined],
    ['2027-02-29', undefined],
    ['2026-13-01', undefined],
    ['2026-11-26T25:00:00Z', undefined],
    ['never', undefined],
    ['0', undefined],
    ['31/02/2026', 'DD/MM/YYYY'],
    ['2026-11-26', 'DD/MM/YYYY'],
    ['5/6/2026', 'DD/MM/YYYY'],
    ['ab/cd/efgh', 'DD/MM/YYYY'],
  ])('%s as %s makes it unknown, and says why', (value, format) => {
    const end = endOf(value, format);
    expect(end.expiresAt).toBeUndefined();
    expect(end.expiresAtFrom).toBeUndefined();
    expect(end.unknown['expiresAt']).toBe(
      `its tag expiration-date holds "${value}", which is not ${format === undefined ? 'an ISO-8601 date' : `a date as ${format}`}`,
    );
  });

  it('is taken from the first named tag that it has, in any letter case, and from no other', () => {
    const { expiryTags } = configSchema.parse({
      expiryTags: ['Expires', { tag: 'valid-until', format: 'DD/MM/YYYY' }],
    });
    const of = (tags: Record<string, string>) => withEndFromTags({ ...secret, tags }, expiryTags);
    expect(of({ EXPIRES: '2026-11-26', 'valid-until': '01/01/2027' }).expiresAt).toBe('2026-11-26T00:00:00Z');
    expect(of({ expires: ' ', 'Valid-Until': '01/01/2027' }).expiresAt).toBe('2027-01-01T00:00:00Z');
    expect(of({ expiry: '2026-11-26' })).toEqual({ ...secret, tags: { expiry: '2026-11-26' } });
    expect(of({ ['__proto__']: '2026-11-26', constructor: 'x' }).expiresAt).toBeUndefined();
  });

  it('never replaces an end of its own, nor one that could not be read', () => {
    const tags = { expires: '2026-11-26' };
    const own = { ...secret, tags, expiresAt: '2027-01-01T00:00:00Z' };
    expect(withEndFromTags(own, ['expires'])).toEqual(own);
    const unread = { ...secret, tags, unknown: { expiresAt: 'denied' } };
    expect(withEndFromTags(unread, ['expires'])).toEqual(unread);
  });

  it('is of secrets alone', () => {
    const key = { ...secret, kind: 'key' as const, tags: { expires: '2026-11-26' } };
    expect(withEndFromTags(key, ['expires'])).toEqual(key);
  });

  it('is unknown where the tags could not be read, and absent where the type has none', () => {
    const denied = { ...secret, unknown: { tags: 'AccessDenied on tag:GetResources' } };
    expect(withEndFromTags(denied, ['expires']).unknown['expiresAt']).toContain('AccessDenied');
    expect(withEndFromTags(secret, ['expires'])).toEqual(secret);
  });

  it('that an earlier reading gave goes with the tag or with the configuration', () => {
    const before: Skc = { ...secret, tags: {}, expiresAt: '2026-11-26T00:00:00Z', expiresAtFrom: 'tag' };
    expect(withEndFromTags(before, ['expires'])).toEqual({ ...secret, tags: {} });
    expect(withEndFromTags({ ...before, tags: { expires: '2026-11-26' } }, [])).toEqual({
      ...secret,
      tags: { expires: '2026-11-26' },
    });
  });
});

describe('the format of an expiry tag', () => {
  it.each(['DD/MM/YY', 'DD/MM', 'DD/DD/YYYY', 'YYYY-MM-DDThh', 'day/MM/YYYY', ''])(
    '%j is refused',
    (format) => {
      expect(configSchema.safeParse({ expiryTags: [{ tag: 'expires', format }] }).success).toBe(false);
    },
  );
});
