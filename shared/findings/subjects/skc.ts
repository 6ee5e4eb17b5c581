import { isNotCompared } from '../../config/exclusion-for.ts';
import { skcKey } from '../../inventory/keys.ts';
import { attributesAt } from '../../model/attributes.ts';
import type { Finding, RuleId } from '../../model/finding.ts';
import type { StoredSkc } from '../../model/skc.ts';
import { targetId, type Scan } from '../../model/target.ts';
import type { Need, Outcome, Siblings, SkcRule } from '../../rules/contract.ts';
import { judgeSkc } from '../../rules/judge.ts';
import { replacementOf } from '../../rules/precedence.ts';
import { SKC_RULES } from '../../rules/registry.ts';
import { withSiblings } from '../../rules/siblings.ts';
import { isInUse } from '../../rules/use.ts';
import { tagsOf } from '../../sources/declarations.ts';
import { findingName } from '../account-state.ts';
import { countUnknown, type OutcomeOfRule } from '../unknown-verdicts.ts';
import type { Judged } from '../transition.ts';
import {
  endOf,
  EXCLUSION_NEEDS,
  excludable,
  findingAfter,
  noteThrown,
  type Review,
  type SubjectDefinition,
} from './contract.ts';

/** Secrets, keys and certificates. */
export const skcSubject: SubjectDefinition = skcSubjectOf(SKC_RULES);

/** SKCs, judged by these rules. */
export function skcSubjectOf(rules: readonly SkcRule[]): SubjectDefinition {
  return {
    kind: 'skc',
    rules,
    needs: [...EXCLUSION_NEEDS, ...rules.flatMap(({ needs = [] }) => needs)],
    async *findings(review, store) {
      const skcs = withSiblings(store.skcs(review.account.key), {
        now: review.run.now,
        isRead: (skc) => wasRead(skc, review),
      });
      for await (const { skc, siblings } of skcs) {
        const { outcomes, findings } = judgeStoredSkc(skc, siblings, rules, review);
        count(review, skc, outcomes, findings);
        yield* findings;
      }
    },
    // SKCs that are gone stay in the table and are judged as such. One that is missing was damaged: nothing is resolved.
    orphaned: () => undefined,
  };
}

/** What one SKC's rules say and the findings that follow, unchanged ones included. Notes the rules that throw. */
function judgeStoredSkc(
  skc: StoredSkc,
  siblings: Siblings,
  rules: readonly SkcRule[],
  review: Review,
): { outcomes: OutcomeOfRule[]; findings: Finding[] } {
  const { run, context } = review;
  const related = (needs: readonly Need[]) => ({ ...review.related(skc.id, needs), siblings });
  const tags = tagsOf(skc, context.declared);
  const attributes = attributesAt(skc, related(EXCLUSION_NEEDS).marks ?? [], run.now);
  const inUse = isInUse(skc, { now: run.now, source: context.declared(skc.type) });
  const scan = scanOf(skc, review);
  const read = wasRead(skc, review);
  const outcomes = judgeSkc(skc, context, related, rules);
  noteThrown(
    outcomes.map(({ rule, outcome }) => ({ rule: rule.id, outcome })),
    skcKey(skc).item,
    review,
  );
  const lastKnown =
    Object.keys(skc.unknown).length === 0
      ? outcomes
      : judgeSkc({ ...skc, unknown: {} }, context, related, rules);
  const saidByPeople = rules.filter(({ needs }) => needs?.includes('marks'));
  const findings = outcomes.flatMap((each, index) => {
    const { rule, outcome } = each;
    const known = lastKnown[index] ?? each;
    const whileUnread = rule.judgedWhileUnread === true;
    const replacedBy = whileUnread ? replacementOf(known, lastKnown) : replacementOf(each, outcomes);
    const judged = judgedOf({
      skc,
      rule,
      outcome,
      known: known.outcome,
      // What people said holds whether the target was read or not.
      read: read || saidByPeople.includes(rule),
      replacedBy:
        read || whileUnread || saidByPeople.some(({ id }) => id === replacedBy) ? replacedBy : undefined,
      open: review.findings.get(findingName(skc.id, rule.id))?.state === 'open',
      accountEnd: endOf(review.account),
    });
    return findingAfter(
      {
        subject: subjectOf(skc),
        rule: rule.id,
        judged,
        lastSeenAt: scan?.lastListedAt,
        tags,
        attributes,
        inUse,
      },
      review,
    );
  });
  return {
    outcomes: outcomes.map(({ rule, outcome }) => ({
      rule: rule.id,
      outcome: read ? outcome : notRead(outcome),
    })),
    findings,
  };
}

function scanOf({ account, location, type }: StoredSkc, { scans }: Review): Scan | undefined {
  return scans.get(targetId({ account, location, source: type }));
}

/** Whether the run read the list of its target to the end. */
function wasRead(skc: StoredSkc, review: Review): boolean {
  const scan = scanOf(skc, review);
  return scan !== undefined && scan.listed && scan.runId === review.run.id;
}

function subjectOf({ id, name, kind, type, location }: StoredSkc): Finding['subject'] {
  return { kind: 'skc', id, name, skcKind: kind, type, location };
}

/** What was not read is unknown, whatever the last known facts say. */
function notRead(outcome: Outcome): Outcome {
  if (outcome.verdict === 'not applicable') return outcome;
  return {
    verdict: 'unknown',
    because: 'Its target was not read in this run.',
    missing: [],
    notRead: true,
  };
}

/** Stale, not resolved; and what could not be read may silence a rule, but never an expiry that is known. */
function judgedOf(input: {
  skc: StoredSkc;
  rule: SkcRule;
  outcome: Outcome;
  known: Outcome;
  read: boolean;
  /** The rule whose finding takes the place of this one, as far as is known. */
  replacedBy: RuleId | undefined;
  open: boolean;
  accountEnd: 'deleted' | 'excluded' | undefined;
}): Judged {
  const { skc, rule, outcome, known, read, replacedBy, open, accountEnd } = input;
  // An account that was suspended, left or is left out takes its SKCs with it.
  if (accountEnd !== undefined) return { is: accountEnd };
  if (read && outcome.verdict === 'fails') return { is: 'failing', fails: outcome, stale: false };
  if (replacedBy !== undefined) return { is: 'over', replacedBy };
  if (read && outcome.verdict !== 'unknown') return { is: skc.absentAt === undefined ? 'over' : 'deleted' };
  if (skc.absentAt !== undefined && outcome.verdict !== 'fails') return { is: 'deleted' };
  // From here on the facts are the last known ones.
  if (known.verdict === 'fails' && (open || rule.judgedWhileUnread === true))
    return { is: 'failing', fails: known, stale: true };
  return { is: 'unread' };
}

function count(
  review: Review,
  skc: StoredSkc,
  outcomes: readonly OutcomeOfRule[],
  findings: readonly Finding[],
): void {
  const { summary, criticalSkcs } = review;
  const notCompared = findings.filter((finding) => isLeftBecauseOfTags(finding, skc, review)).length;
  if (notCompared > 0) summary.notCompared = (summary.notCompared ?? 0) + notCompared;
  if (skc.absentAt === undefined) summary.skcs[skc.type] = (summary.skcs[skc.type] ?? 0) + 1;
  for (const { outcome } of outcomes)
    summary.verdicts[outcome.verdict === 'not applicable' ? 'notApplicable' : outcome.verdict] += 1;
  countUnknown(summary, outcomes);
  const matters =
    skc.privileged === true || findings.some((each) => each.state === 'open' && each.severity === 'critical');
  if (!matters) return;
  const target = targetId({ account: skc.account, location: skc.location, source: skc.type });
  criticalSkcs.set(target, (criticalSkcs.get(target) ?? 0) + 1);
}

/** Open, and an exclusion by tag might exclude it if the SKC's tags had been read. */
function isLeftBecauseOfTags(finding: Finding, skc: StoredSkc, review: Review): boolean {
  if (finding.state !== 'open' || finding.excluded !== undefined) return false;
  const { config, context, run } = review;
  return isNotCompared(config, excludable(finding, tagsOf(skc, context.declared), review), run.now);
}
