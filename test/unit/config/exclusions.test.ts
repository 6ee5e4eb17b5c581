import { describe, expect, it } from 'vitest';
import { acceptedReason } from '../../../shared/config/expected-unreadable.ts';
import { exclusionFor, isNotCompared } from '../../../shared/config/exclusion-for.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import type { Mark } from '../../../shared/model/mark.ts';
import type { Config, ConfigInput } from '../../../shared/config/schema.ts';
import { exclusionEnds, warningText } from '../../../shared/config/warnings.ts';

const NOON = '2027-03-01T12:00:00Z';
const SECRET = {
  account: 'aws#123456789012',
  name: 'legacy/mail',
  type: 'aws.secrets-manager-secret',
  location: 'eu-west-1',
} as const;

function config(input: ConfigInput): Config {
  return configSchema.parse(input);
}

/** A medium finding of `unused` on the secret. */
const UNUSED = { subject: SECRET, rule: 'unused', severity: 'medium', tags: {}, marks: [] } as const;

function exception(facts: Partial<Mark> = {}): Mark {
  return {
    account: SECRET.account,
    skcId: 'arn:a',
    kind: 'exception',
    by: 'Sarah',
    at: '2027-02-01T06:00:00Z',
    reason: 'moves in May',
    until: '2027-05-31T23:59:59Z',
    ...facts,
  };
}

function excluding(match: object, until = '2027-03-01'): Config {
  return config({ exclusions: [{ match, reason: 'moved in May', by: 'Sarah', until }] });
}

describe('exclusionFor', () => {
  it.each([
    [{ account: '123456789012' }, true],
    [{ account: '999999999999' }, false],
    [{ type: 'aws.secrets-manager-secret' }, true],
    [{ type: 'aws.kms-key' }, false],
    [{ region: 'eu-west-1' }, true],
    [{ region: 'us-east-1' }, false],
    [{ rule: 'unused' }, true],
    [{ rule: 'expired' }, false],
    [{ name: 'legacy/*' }, true],
    [{ name: '*mail' }, true],
    [{ name: 'l*y*l' }, true],
    [{ name: 'legacy/mail*mail' }, false],
    [{ name: 'LEGACY/*' }, false],
    [{ name: 'legacy.mail' }, false],
    [{ tag: { key: 'team' } }, true],
    [{ tag: { key: 'team', value: 'mail' } }, true],
    [{ tag: { key: 'team', value: 'pay' } }, false],
    [{ tag: { key: 'toString' } }, false],
    [{ name: 'legacy/*', rule: 'expired' }, false],
  ])('matches %j: %s', (match, expected) => {
    const found = exclusionFor(excluding(match), { ...UNUSED, tags: { team: 'mail' } }, NOON);
    expect(found !== undefined).toBe(expected);
  });

  it('lasts to the last second of its last day in UTC', () => {
    const until = excluding({ rule: 'unused' });
    expect(exclusionFor(until, UNUSED, '2027-03-01T23:59:59Z')).toEqual({
      reason: 'moved in May',
      by: 'Sarah',
      until: '2027-03-01T23:59:59Z',
    });
    expect(exclusionFor(until, UNUSED, '2027-03-02T00:00:00Z')).toBeUndefined();
  });

  it('takes the one that lasts longest', () => {
    const both = config({
      exclusions: ['2027-03-01', '2027-06-30', '2027-04-01'].map((until) => ({
        match: { rule: 'unused' as const },
        reason: `till ${until}`,
        by: 'Sarah',
        until,
      })),
    });
    expect(exclusionFor(both, UNUSED, NOON)?.reason).toBe('till 2027-06-30');
  });
});

describe('the time limit of exclusions', () => {
  const critical = { ...UNUSED, severity: 'critical', tags: { team: 'mail' } } as const;

  it.each([
    [{ tag: { key: 'team' } }, 'high', true],
    [{ tag: { key: 'team' } }, 'critical', false],
    [{ tag: { key: 'team' }, rule: 'unused' }, 'critical', false],
    [{ tag: { key: 'team' }, type: SECRET.type }, 'critical', false],
    [{ tag: { key: 'team' }, name: 'legacy/*' }, 'critical', true],
    [{ tag: { key: 'team' }, account: '123456789012' }, 'critical', true],
    [{ name: 'legacy/*' }, 'critical', true],
  ] as const)('%j over a finding that is %s: %s', (match, severity, expected) => {
    expect(exclusionFor(excluding(match), { ...critical, severity }, NOON) !== undefined).toBe(expected);
  });

  it.each([
    ['2028-03-01', true],
    ['2028-03-02', false],
  ])('an exclusion of the configuration until %s, a year after 2027-03-01: %s', (until, expected) => {
    expect(exclusionFor(excluding({ rule: 'unused' }, until), UNUSED, NOON) !== undefined).toBe(expected);
    expect(exclusionEnds(excluding({ rule: 'unused' }, until), NOON)).toHaveLength(expected ? 0 : 1);
  });

  it.each<[string, Mark, boolean]>([
    ['with who, why and until', exception(), true],
    ['without a reason', exception({ reason: undefined }), false],
    ['without an end', exception({ until: undefined }), false],
    ['that ended a second ago', exception({ until: '2027-03-01T11:59:59Z' }), false],
    ['on the last day of a year', exception({ until: '2028-03-01T23:59:59Z' }), true],
    ['a day beyond a year', exception({ until: '2028-03-02T00:00:00Z' }), false],
    ['that was taken back', exception({ cleared: true }), false],
    ['of another kind', exception({ kind: 'owner' }), false],
  ])('a mark %s: %s', (_what, mark, expected) => {
    const found = exclusionFor(config({}), { ...critical, marks: [mark] }, NOON);
    expect(found).toEqual(
      expected ? { reason: 'moves in May', by: 'Sarah', until: mark.until ?? '' } : undefined,
    );
  });

  it('applies to configuration and marks alike: the longest exclusion hides the finding', () => {
    const found = (until: string) =>
      exclusionFor(excluding({ rule: 'unused' }, until), { ...UNUSED, marks: [exception()] }, NOON)?.reason;
    expect(found('2027-05-30')).toBe('moves in May');
    expect(found('2027-06-01')).toBe('moved in May');
  });

  it('hides no finding of a rule that is never excluded', () => {
    const leaked = { ...critical, rule: 'leaked', neverExcluded: true, marks: [exception()] };
    expect(exclusionFor(excluding({ name: 'legacy/*' }), leaked, NOON)).toBeUndefined();
    expect(exclusionFor(config({}), leaked, NOON)).toBeUndefined();
    expect(exclusionFor(config({}), { ...leaked, neverExcluded: false }, NOON)).toBeDefined();
  });
});

describe('isNotCompared', () => {
  const unread = { ...UNUSED, tags: undefined };
  const byTag = { tag: { key: 'team' } };

  it.each([
    ['its tags were not read', unread, byTag, '2027-03-01', true],
    ['its tags were read', UNUSED, byTag, '2027-03-01', false],
    ['the exclusion names no tag', unread, { name: 'legacy/*' }, '2027-03-01', false],
    ['the exclusion names another SKC too', unread, { ...byTag, name: 'other' }, '2027-03-01', false],
    ['the exclusion has ended', unread, byTag, '2027-02-28', false],
    ['the exclusion ends more than a year ahead', unread, byTag, '2028-03-02', false],
    ['a tag alone cannot hide it', { ...unread, severity: 'critical' }, byTag, '2027-03-01', false],
    ['nothing can hide it', { ...unread, rule: 'leaked', neverExcluded: true }, byTag, '2027-03-01', false],
  ] as const)('of a finding where %s', (_what, finding, match, until, expected) => {
    expect(isNotCompared(excluding(match, until), finding, NOON)).toBe(expected);
    expect(exclusionFor(excluding(byTag), unread, NOON)).toBeUndefined();
  });
});

describe('exclusionEnds', () => {
  it('warns about an exclusion that has ended, but not about one on its last day', () => {
    expect(exclusionEnds(excluding({ rule: 'unused' }), '2027-03-01T23:59:59Z')).toEqual([]);
    expect(exclusionEnds(excluding({ rule: 'unused' }), '2027-03-02T00:00:00Z').map(warningText)).toEqual([
      expect.stringMatching(/^exclusions\[0\]: \(moved in May\) ended on 2027-03-01/),
    ]);
  });
});

describe('acceptedReason', () => {
  const target = { account: 'aws#123456789012', location: 'eu-west-1', source: 'aws.kms-key' } as const;
  it.each([
    [{}, 'closed by SCP'],
    [{ account: '123456789012', region: 'eu-west-1' }, 'closed by SCP'],
    [{ account: '999999999999' }, undefined],
    [{ region: 'us-east-1' }, undefined],
    [{ source: 'aws.acm-certificate' }, undefined],
  ])('of %j is %s', (match, expected) => {
    const expecting = config({ expectedUnreadable: [{ ...match, reason: 'closed by SCP' }] });
    expect(acceptedReason(expecting, target)).toBe(expected);
  });
});
