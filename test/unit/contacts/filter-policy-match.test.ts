import { describe, expect, it } from 'vitest';
import { letsThrough } from '../../../shared/contacts/filter-policy-match.ts';
import { filterPolicy } from '../../../shared/messages/filter-policy.ts';
import { EXAMPLE_POLICIES } from '../../bed/messages/example-policies.ts';

const MESSAGE = {
  account: '123456789012',
  severity: 'high',
  severities: ['medium', 'high'],
  rules: ['expired', 'unused'],
  kind: 'digest',
};

describe('letsThrough', () => {
  it.each<[object, boolean]>([
    [{}, true],
    [{ severity: ['high'] }, true],
    [{ severity: ['critical', 'high'] }, true],
    [{ severity: ['critical'] }, false],
    [{ severity: ['high'], account: ['123456789012'] }, true],
    [{ severity: ['high'], account: ['210987654321'] }, false],
    [{ severities: ['medium'] }, true],
    [{ severities: ['critical', 'low'] }, false],
    [{ colour: ['red'] }, false],
    [{ account: [{ prefix: '1234' }] }, true],
    [{ account: [{ prefix: '234' }] }, false],
    [{ account: [{ suffix: '012' }] }, true],
    [{ account: [{ suffix: '01' }] }, false],
    [{ severity: [{ 'equals-ignore-case': 'HIGH' }] }, true],
    [{ severity: [{ 'equals-ignore-case': 'HIGHER' }] }, false],
    [{ severity: [{ exists: true }] }, true],
    [{ colour: [{ exists: true }] }, false],
    [{ colour: [{ exists: false }] }, true],
    [{ severity: [{ exists: false }] }, false],
    [{ severity: [{ 'anything-but': ['low', 'medium'] }] }, true],
    [{ severity: [{ 'anything-but': 'high' }] }, false],
    [{ colour: [{ 'anything-but': 'red' }] }, false],
    [{ severities: [{ 'anything-but': ['low'] }] }, true],
    [{ severities: [{ 'anything-but': ['medium'] }] }, false],
    [{ account: [{ 'anything-but': { prefix: '9' } }] }, true],
    [{ account: [{ 'anything-but': { prefix: ['9', '1'] } }] }, false],
    [{ account: [{ 'anything-but': { suffix: '012' } }] }, false],
    [{ $or: [{ severity: ['critical'] }, { kind: ['digest'] }] }, true],
    [{ $or: [{ severity: ['critical'] }, { kind: ['review'] }] }, false],
    [{ $or: [{ severity: ['critical'] }, { kind: ['digest'] }], account: ['1'] }, false],
    // What this version cannot evaluate is not counted as received.
    [{ severity: [{ wildcard: 'h*' }] }, false],
    [{ account: [{ numeric: ['>', 5] }] }, false],
    [{ severity: 'high' }, false],
  ])('%j: %s', (policy, expected) => {
    expect(letsThrough(JSON.stringify(policy), MESSAGE)).toBe(expected);
  });

  it('lets nothing through that is no policy', () => {
    for (const text of ['', '{', '[]', '"high"', 'null']) expect(letsThrough(text, MESSAGE)).toBe(false);
  });

  it('evaluates the policies that docs/messages.md shows', () => {
    const passes = EXAMPLE_POLICIES.map(({ filter }) =>
      letsThrough(JSON.stringify(filterPolicy(filter)), MESSAGE),
    );
    expect(passes).toEqual([false, true, true, true]);
    const other = { kind: 'review' };
    for (const { filter } of EXAMPLE_POLICIES)
      expect(letsThrough(JSON.stringify(filterPolicy(filter)), other)).toBe(true);
  });
});
