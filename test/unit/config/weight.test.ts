import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { unreadAttributes, warningText } from '../../../shared/config/warnings.ts';
import { weightOf } from '../../../shared/config/weight.ts';
import { matchesWhere } from '../../../shared/config/where.ts';
import { configSchema } from '../../../shared/rules/config.ts';

describe('a condition on attributes', () => {
  it.each([
    [{ environment: 'prod' }, { environment: 'PROD ' }, true],
    [{ environment: 'prod' }, { environment: 'production' }, false],
    [{ environment: 'prod' }, {}, false],
    [{ environment: 'prod', criticality: 'high' }, { environment: 'prod' }, false],
    [{ environment: 'prod', criticality: 'high' }, { environment: 'prod', criticality: 'High' }, true],
  ])('%j of %j: %s', (where, attributes, matches) => {
    expect(matchesWhere(where, attributes)).toBe(matches);
  });

  it('names at least one attribute', () => {
    expect(configSchema.safeParse({ severity: [{ where: {}, step: 'up' }] }).success).toBe(false);
  });
});

describe('how criticality and environment weigh', () => {
  const config = configSchema.parse({
    severity: [
      { where: { criticality: 'high' }, rules: ['unused', 'leaked'], step: 'up' },
      { where: { environment: 'dev' }, step: 'down' },
    ],
  } satisfies ConfigInput);
  const weight = (rule: string, attributes: object, neverExcluded = false) =>
    weightOf(config, { rule, neverExcluded, attributes });

  it('is the first entry that matches', () => {
    expect(weight('unused', { criticality: 'high', environment: 'dev' })).toBe(1);
    expect(weight('expired', { criticality: 'high', environment: 'dev' })).toBe(-1);
    expect(weight('expired', { criticality: 'high' })).toBe(0);
    expect(weight('expired', {})).toBe(0);
  });

  it('never lowers what no exclusion hides', () => {
    expect(weight('leaked', { environment: 'dev' }, true)).toBe(0);
    expect(weight('leaked', { criticality: 'high' }, true)).toBe(1);
  });
});

describe('a condition that can match nothing', () => {
  const input = {
    severity: [{ where: { environment: 'dev', criticality: 'high' }, step: 'down' }],
    thresholds: { unused: { cases: [{ where: { environment: 'prod' }, default: 30 }] } },
  } satisfies ConfigInput;

  it('is one on an attribute that no tag holds', () => {
    const config = configSchema.parse({ ...input, attributes: { criticality: { tags: ['tier'] } } });
    expect(unreadAttributes(config).map(warningText)).toEqual([
      'severity[0].where.environment: matches no SKC: attributes.environment.tags names no tag',
      'thresholds.unused.cases[0].where.environment: matches no SKC: attributes.environment.tags names no tag',
    ]);
  });
});
