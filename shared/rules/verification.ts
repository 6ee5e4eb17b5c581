import { earliest, type Instant } from '../model/instant.ts';
import type { SkcField } from '../model/skc.ts';
import type { PreciseReading } from '../sources/contract.ts';
import type { RuleOutcome } from './precedence.ts';
import type { Context } from './contract.ts';
import { judgeSkc } from './judge.ts';
import type { JudgedSkc } from './outcome.ts';

/** What the rules need to know about a precise reading. */
export type Confirmation = Pick<PreciseReading<unknown>, 'field' | 'confirms'>;

/**
 * The fields that must be read precisely before new findings open: those on which a rule that asks for it fails, or
 * whose absence makes it `unknown`, unless they were read precisely since. A reading made before the finding is due
 * proves nothing about the time after; while it is not yet due, any reading counts.
 */
export function fieldsToVerify(
  skc: JudgedSkc,
  context: Context,
  precise: readonly Confirmation[],
): SkcField[] {
  const outcomes = judgeSkc(skc, context);
  const wanted = precise.filter(({ field, confirms }) =>
    outcomes.some((each) => confirms.includes(each.rule.id) && asksFor(field, each, skc, context)),
  );
  return [...new Set(wanted.map(({ field }) => field))];
}

function asksFor(field: SkcField, { outcome }: RuleOutcome, skc: JudgedSkc, context: Context): boolean {
  const readAt = skc.precise[field];
  if (outcome.verdict === 'unknown') return outcome.missing.includes(field) && readAt === undefined;
  if (outcome.verdict !== 'fails' || !outcome.restsOn.includes(field)) return false;
  return readAt === undefined || (outcome.dueAt <= context.now && readAt < outcome.dueAt);
}

/**
 * When an SKC must be checked again although its listing has not changed: the earliest instant after now at which a
 * verdict changes with time alone and must first be confirmed by a precise reading. Undefined if never.
 */
export function nextCheckAt(
  skc: JudgedSkc,
  context: Context,
  precise: readonly Confirmation[],
): Instant | undefined {
  const turns = judgeSkc(skc, context).map(({ rule, outcome }) => {
    if (outcome.verdict !== 'passes' || outcome.failsAt === undefined || outcome.failsAt <= context.now)
      return undefined;
    const confirmed = precise.some(
      ({ field, confirms }) => confirms.includes(rule.id) && outcome.restsOn.includes(field),
    );
    return confirmed ? outcome.failsAt : undefined;
  });
  return earliest(...turns);
}
