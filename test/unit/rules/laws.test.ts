import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skcSchema } from '../../../shared/model/skc.ts';
import type { Context, Fails, Outcome } from '../../../shared/rules/contract.ts';
import { expired } from '../../../shared/rules/expired.ts';
import { expiring } from '../../../shared/rules/expiring.ts';
import { judgeSkc } from '../../../shared/rules/judge.ts';
import { isUnread, moved } from '../../../shared/rules/outcome.ts';
import { SKC_RULES } from '../../../shared/rules/registry.ts';
import { arbitrarySkc, instants } from '../../bed/rules/arbitrary-skc.ts';
import { contextAt, skcContextAt } from '../../bed/rules/context.ts';

const SECOND = 1 / 86_400;
const NOWS = instants(2020, 2032);
const SKC_AND_NOW = fc.tuple(arbitrarySkc(), NOWS);

/** The first counterexample; null if the law holds in every case. */
function exception<T>(cases: fc.Arbitrary<T>, holds: (each: T) => boolean): unknown {
  return fc.check(fc.property(cases, holds), { numRuns: 1500 }).counterexample;
}

function at(now: string): Context {
  return contextAt(now);
}

function failing(outcomes: readonly { outcome: Outcome }[]): Fails[] {
  return outcomes.flatMap(({ outcome }) => (outcome.verdict === 'fails' ? [outcome] : []));
}

describe('laws of the rules', () => {
  it('use SKCs that the model accepts', () => {
    expect(exception(arbitrarySkc(), (skc) => skcSchema.safeParse(skc).success)).toBeNull();
  });

  it('one answer per rule for any SKC, whatever the years', () => {
    const cases = fc.tuple(arbitrarySkc(1, 9999), instants(1, 9999));
    const rules = SKC_RULES.map((rule) => rule.id).join(' ');
    const answered = exception(
      cases,
      ([skc, now]) =>
        judgeSkc(skc, at(now))
          .map((each) => each.rule.id)
          .join(' ') === rules,
    );
    expect(answered).toBeNull();
  });

  it('an expired SKC stays expired', () => {
    const takenBack = exception(fc.tuple(arbitrarySkc(), NOWS, NOWS), ([skc, a, b]) => {
      const [before, after] = a < b ? [a, b] : [b, a];
      if (expired.judge(skc, skcContextAt(before, skc.type)).verdict !== 'fails') return true;
      return expired.judge(skc, skcContextAt(after, skc.type)).verdict === 'fails';
    });
    expect(takenBack).toBeNull();
  });

  it('the rung only goes down as time goes on', () => {
    const days = fc.array(fc.integer({ min: -90, max: 60 }), { minLength: 2 });
    const wentUp = exception(fc.tuple(arbitrarySkc(), days), ([skc, offsets]) => {
      const end = skc.expiresAt;
      if (end === undefined) return true;
      const times = offsets
        .toSorted((a, b) => a - b)
        .map((offset) => skcContextAt(moved(end, offset), skc.type));
      return [expiring, expired].every((rule) => {
        const outcomes = times.map((context) => ({ outcome: rule.judge(skc, context) }));
        const rungs = failing(outcomes).map((outcome) => outcome.rung ?? Number.NaN);
        return rungs.every((rung, index) => index === 0 || rung <= (rungs[index - 1] ?? rung));
      });
    });
    expect(wentUp).toBeNull();
  });

  it('at most one rule reports that nothing limits the life of an SKC', () => {
    const family = new Set(['never-expires', 'rotation-off', 'rotation-overdue']);
    const many = exception(
      SKC_AND_NOW,
      ([skc, now]) => failing(judgeSkc(skc, at(now)).filter(({ rule }) => family.has(rule.id))).length <= 1,
    );
    expect(many).toBeNull();
  });

  it('failsAt is exact: it passes the second before, and no longer at it', () => {
    let checked = 0;
    const dishonest = exception(SKC_AND_NOW, ([skc, now]) =>
      SKC_RULES.every((rule) => {
        const outcome = rule.judge(skc, skcContextAt(now, skc.type));
        if (outcome.verdict !== 'passes' || outcome.failsAt === undefined) return true;
        checked += 1;
        const before = rule.judge(skc, skcContextAt(moved(outcome.failsAt, -SECOND), skc.type)).verdict;
        const then = rule.judge(skc, skcContextAt(outcome.failsAt, skc.type)).verdict;
        return outcome.failsAt > now && before === 'passes' && (then === 'fails' || then === 'unknown');
      }),
    );
    expect(dishonest).toBeNull();
    expect(checked).toBeGreaterThan(100);
  });

  it('no failure rests on a field that could not be read', () => {
    const unfounded = exception(SKC_AND_NOW, ([skc, now]) =>
      failing(judgeSkc(skc, at(now))).every(({ restsOn }) => !restsOn.some((field) => isUnread(skc, field))),
    );
    expect(unfounded).toBeNull();
  });

  it('the text and the due date stay the same on the next day', () => {
    const moving = exception(SKC_AND_NOW, ([skc, now]) => {
      const tomorrow = judgeSkc(skc, at(moved(now, 1)));
      return judgeSkc(skc, at(now)).every(({ outcome }, index) => {
        const next = tomorrow[index]?.outcome;
        if (outcome.verdict !== 'fails' || next?.verdict !== 'fails') return true;
        // A secret may become unused overnight; then never-expires says so.
        if (next.severity !== outcome.severity) return true;
        return next.because === outcome.because && next.dueAt === outcome.dueAt;
      });
    });
    expect(moving).toBeNull();
  });

  it('the next step has at most 100 characters', () => {
    const long = exception(SKC_AND_NOW, ([skc, now]) =>
      failing(judgeSkc(skc, at(now))).every(({ action }) => action.length <= 100),
    );
    expect(long).toBeNull();
  });
});
