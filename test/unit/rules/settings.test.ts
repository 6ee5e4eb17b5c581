import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BadConfig } from '../../../shared/config/bad-config.ts';
import { configurationDocument } from '../../../shared/config/document.ts';
import { parseConfig } from '../../../shared/config/load.ts';
import { configSchemaOf } from '../../../shared/config/schema.ts';
import type { SkcContext, SkcRule } from '../../../shared/rules/contract.ts';
import { expiring } from '../../../shared/rules/expiring.ts';
import { limitsByType, limitsFor } from '../../../shared/rules/limits.ts';
import { passes } from '../../../shared/rules/outcome.ts';
import { rotationOverdue } from '../../../shared/rules/rotation-overdue.ts';
import { withSettings } from '../../../shared/rules/settings.ts';
import { unused } from '../../../shared/rules/unused.ts';
import { skcContextAt } from '../../bed/rules/context.ts';
import { NOW } from '../../bed/rules/label.ts';
import { accessKey, importedCertificate, longLivedSecret } from '../../bed/sources/aws/skcs.ts';

/** A rule with a setting, as a later version adds it; `used` collects what it judged by. */
function fixtureRule(used: number[], parsed: { times: number }): SkcRule {
  const settings = z.strictObject({
    copies: z
      .number()
      .int()
      .min(1)
      .refine(() => (parsed.times += 1) > 0)
      .default(3)
      .describe('most copies of one secret'),
  });
  return {
    ...withSettings('copied', settings, (_skc, _context: SkcContext, { copies }) => {
      used.push(copies);
      return passes([]);
    }),
    subject: 'skc',
    title: 'Copied too often',
    about: 'A fixture.',
  };
}

const context = skcContextAt(NOW, 'aws.secrets-manager-secret');
const secret = longLivedSecret();

function mistakesIn(thresholds: unknown): readonly string[] {
  try {
    parseConfig(JSON.stringify({ thresholds }), 'x', configSchemaOf([fixtureRule([], { times: 0 })]));
    return [];
  } catch (error) {
    if (error instanceof BadConfig)
      return error.mistakes.map(
        ({ path, expected, found, didYouMean }) =>
          `  ${path}: ${expected}, found ${found}${didYouMean === undefined ? '' : `; did you mean ${didYouMean}?`}`,
      );
    throw error;
  }
}

describe('a setting that a rule declares', () => {
  const copied = fixtureRule([], { times: 0 });

  it('is a key of the configuration with its default', () => {
    const schema = configSchemaOf([copied]);
    expect(schema.parse({}).thresholds).toEqual({ copied: { copies: 3 } });
    expect(schema.parse({ thresholds: { copied: { copies: 5 } } }).thresholds).toEqual({
      copied: { copies: 5 },
    });
  });

  it('is refused with its path where it is wrong or unknown', () => {
    expect(mistakesIn({ copied: { copies: 0 } })).toEqual([
      '  thresholds.copied.copies: expected at least 1, found 0',
    ]);
    expect(mistakesIn({ copied: { copis: 4 } })).toEqual([
      '  thresholds.copied.copis: expected one of copies, found the key "copis"; did you mean copies?',
    ]);
    expect(mistakesIn({ copid: {} })).toEqual([
      '  thresholds.copid: expected one of copied, found the key "copid"; did you mean copied?',
    ]);
  });

  it('is a row of docs/configuration.md', () => {
    expect(configurationDocument(configSchemaOf([copied]))).toContain(
      '| `thresholds.copied.copies` | whole number, 1 or more | `3` | most copies of one secret |',
    );
  });

  it('is what the rule judges by, and parsed once for all SKCs', () => {
    const used: number[] = [];
    const parsed = { times: 0 };
    const rule = fixtureRule(used, parsed);
    const configured = { ...context, settings: { copied: { copies: 7 } } };
    for (let count = 0; count < 1000; count++) rule.judge(secret, { ...configured });
    expect(new Set(used)).toEqual(new Set([7]));
    expect(parsed.times).toBe(1);
    rule.judge(secret, { ...context, settings: {} });
    rule.judge(secret, { ...configured });
    expect(used.slice(-2)).toEqual([3, 7]);
  });

  it('makes its rule a rule that an exclusion can name', () => {
    const match = (rule: string) => ({
      exclusions: [{ match: { rule }, reason: 'moved', by: 'Sarah', until: '2027-01-01' }],
    });
    expect(configSchemaOf([copied]).safeParse(match('copied')).success).toBe(true);
    expect(configSchemaOf([copied]).safeParse(match('unused')).success).toBe(false);
  });
});

describe('thresholds.rotation-overdue', () => {
  /** The verdict on a version of so many days, by these settings. */
  function verdict(skc: typeof secret, days: number, settings: object) {
    const versionCreatedAt = new Date(Date.parse(NOW) - days * 86_400_000)
      .toISOString()
      .replace('.000Z', 'Z');
    const given = { ...skcContextAt(NOW, skc.type), settings: { 'rotation-overdue': settings } };
    return rotationOverdue.judge({ ...skc, versionCreatedAt }, given).verdict;
  }

  it('keeps the shorter limit of a type when other types get limits of their own', () => {
    const settings = { types: { 'aws.secrets-manager-secret': 180 } };
    expect(verdict(accessKey(), 90, settings)).toBe('passes');
    expect(verdict(accessKey(), 91, settings)).toBe('fails');
    expect(verdict(secret, 180, settings)).toBe('passes');
    expect(verdict(secret, 181, settings)).toBe('fails');
  });

  it('applies a default that is stricter than the limit of a type', () => {
    expect(verdict(accessKey(), 30, { default: 30 })).toBe('passes');
    expect(verdict(accessKey(), 31, { default: 30 })).toBe('fails');
  });

  it('replaces the limit of a type that it names', () => {
    expect(verdict(accessKey(), 200, { types: { 'aws.iam-access-key': 200 } })).toBe('passes');
    expect(verdict(accessKey(), 201, { types: { 'aws.iam-access-key': 200 } })).toBe('fails');
  });
});

describe('thresholds.unused', () => {
  it('is a limit for all types, or for one', () => {
    const used = { ...secret, lastUsedAt: '2026-11-01T06:00:00Z' };
    const verdict = (settings: object) =>
      unused.judge(used, { ...context, settings: { unused: settings } }).verdict;
    expect(verdict({ default: 20 })).toBe('passes');
    expect(verdict({ default: 19 })).toBe('fails');
    expect(verdict({ default: 30, types: { 'aws.secrets-manager-secret': 19 } })).toBe('fails');
  });
});

describe('thresholds.expiring', () => {
  it('takes the steps in any order, and some of them twice', () => {
    const certificate = importedCertificate({ expiresAt: '2026-12-19T06:00:00Z' });
    const given = skcContextAt(NOW, certificate.type);
    const rungOf = (rungs: number[]) => {
      const outcome = expiring.judge(certificate, { ...given, settings: { expiring: { rungs } } });
      return outcome.verdict === 'fails' ? outcome.rung : outcome.verdict;
    };
    expect(rungOf([7, 30, 7, 60])).toBe(30);
    expect(rungOf([7, 20, 7])).toBe('passes');
  });
});

describe('limits by criticality and environment', () => {
  const limits = {
    default: 365,
    types: { 'aws.iam-access-key': 60 },
    cases: [
      { where: { environment: 'prod' }, default: 30, types: { 'aws.ssm-parameter': 45 } },
      { where: { criticality: 'high' }, types: { 'aws.iam-access-key': 20 } },
    ],
  };

  it('are those of the first case that matches', () => {
    const parsed = limitsByType(365, 'age').parse(limits);
    expect(limitsFor(parsed, { environment: 'Prod', criticality: 'high' })).toEqual({
      default: 30,
      types: { 'aws.ssm-parameter': 45 },
    });
    expect(limitsFor(parsed, { criticality: 'high' })).toEqual({
      default: 365,
      types: { 'aws.iam-access-key': 20 },
    });
    expect(limitsFor(parsed, { environment: 'test' })).toEqual({ default: 365, types: limits.types });
  });

  it.each([
    ['prod', '2026-10-22T06:00:00Z', 'passes'],
    ['prod', '2026-10-22T05:59:59Z', 'fails'],
    ['test', '2026-10-22T05:59:59Z', 'passes'],
  ])('judge a key in %s made at %s: %s', (environment, createdAt, verdict) => {
    const key = accessKey({ createdAt, environment });
    const configured = { ...skcContextAt(NOW, key.type), settings: { 'rotation-overdue': limits } };
    expect(rotationOverdue.judge(key, configured).verdict).toBe(verdict);
    expect(
      unused.judge({ ...key, lastUsedAt: undefined }, { ...configured, settings: { unused: limits } }),
    ).toMatchObject({ verdict });
  });
});
