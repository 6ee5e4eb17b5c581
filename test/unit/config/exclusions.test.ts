import { describe, expect, it } from 'vitest';
import { acceptedReason } from '../../../shared/config/expected-unreadable.ts';
import { exclusionFor } from '../../../shared/config/exclusion-for.ts';
import { parseConfig } from '../../../shared/config/load.ts';
import type { Config, ConfigInput } from '../../../shared/config/schema.ts';
import type { SkcType } from '../../../shared/model/skc.ts';
import type { Declaration } from '../../../shared/sources/contract.ts';
import { declarationsOf } from '../../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../../shared/sources/registry.ts';
import { thresholdsOf } from '../../../shared/rules/thresholds.ts';
import { configWarnings } from '../../../shared/config/warnings.ts';

const NOON = '2027-03-01T12:00:00Z';
const SECRET = {
  account: 'aws#123456789012',
  name: 'legacy/mail',
  type: 'aws.secrets-manager-secret',
} as const;

function config(input: ConfigInput): Config {
  return parseConfig(JSON.stringify(input), 'skc.config.json');
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
    const found = exclusionFor(excluding(match), SECRET, { team: 'mail' }, 'unused', NOON);
    expect(found !== undefined).toBe(expected);
  });

  it('lasts to the last second of its last day in UTC', () => {
    const until = excluding({ rule: 'unused' });
    expect(exclusionFor(until, SECRET, {}, 'unused', '2027-03-01T23:59:59Z')).toEqual({
      reason: 'moved in May',
      by: 'Sarah',
      until: '2027-03-01T23:59:59Z',
    });
    expect(exclusionFor(until, SECRET, {}, 'unused', '2027-03-02T00:00:00Z')).toBeUndefined();
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
    expect(exclusionFor(both, SECRET, {}, 'unused', NOON)?.reason).toBe('till 2027-06-30');
  });
});

describe('configWarnings', () => {
  it('tells of an exclusion that has ended, and not of one on its last day', () => {
    expect(configWarnings(excluding({ rule: 'unused' }), '2027-03-01T23:59:59Z')).toEqual([]);
    expect(configWarnings(excluding({ rule: 'unused' }), '2027-03-02T00:00:00Z')[0]).toMatch(
      /^exclusions\[0\] \(moved in May\) ended on 2027-03-01/,
    );
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

const declared = declarationsOf(await loadDeclarations());
function sourceOf(type: SkcType): Declaration {
  const source = declared(type);
  if (source === undefined) throw new Error(`No source declares ${type}.`);
  return source;
}

describe('thresholdsOf', () => {
  it('keeps access keys at 90 days when other types get lines of their own', () => {
    const own = thresholdsOf(
      config({ thresholds: { 'rotation-overdue': { types: { 'aws.secrets-manager-secret': 180 } } } }),
    );
    expect(own.rotationOverdueDays(sourceOf('aws.iam-access-key'))).toBe(90);
    expect(own.rotationOverdueDays(sourceOf('aws.secrets-manager-secret'))).toBe(180);
    expect(own.rotationOverdueDays(sourceOf('aws.kms-key'))).toBe(365);
  });

  it('lets a stricter default rule over the 90 days of access keys', () => {
    const strict = thresholdsOf(config({ thresholds: { 'rotation-overdue': { default: 30 } } }));
    expect(strict.rotationOverdueDays(sourceOf('aws.iam-access-key'))).toBe(30);
  });

  it('sorts rungs from the farthest and drops twins', () => {
    const own = thresholdsOf(config({ thresholds: { expiring: { rungs: [7, 30, 7, 60] } } }));
    expect(own.expiringRungsDays('aws.acm-certificate')).toEqual([60, 30, 7]);
  });
});
