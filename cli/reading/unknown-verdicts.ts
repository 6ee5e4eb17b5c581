import type { Config } from '../../shared/config/schema.ts';
import { missingIn } from '../../shared/findings/unknown-verdicts.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Mark } from '../../shared/model/mark.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import { judgeSkc } from '../../shared/rules/judge.ts';
import type { Declarations } from '../../shared/sources/declarations.ts';

/** A rule that cannot judge an SKC, and what is missing. */
export interface UnknownVerdict {
  rule: string;
  /** Fields joined by `+`, else `type` or `error`. */
  missing: string;
}

/** The rules that cannot judge an SKC by the facts that the inventory has of it. Pure. */
export function unknownVerdictsOf(
  skc: StoredSkc,
  {
    now,
    config,
    declared,
    marks,
  }: { now: Instant; config: Config; declared: Declarations; marks: readonly Mark[] },
): UnknownVerdict[] {
  const context = { now, settings: config.thresholds, declared };
  return judgeSkc(skc, context, () => ({ marks })).flatMap(({ rule, outcome }) =>
    outcome.verdict === 'unknown' ? [{ rule: rule.id, missing: missingIn(outcome) }] : [],
  );
}
