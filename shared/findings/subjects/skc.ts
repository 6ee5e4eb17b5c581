import type { Finding, RuleId } from '../../model/finding.ts';
import type { StoredSkc } from '../../model/skc.ts';
import { targetId } from '../../model/target.ts';
import type { Outcome } from '../../rules/contract.ts';
import { judgeSkc } from '../../rules/judge.ts';
import { SKC_RULES } from '../../rules/registry.ts';
import { withReplicasUse } from '../../rules/replicas.ts';
import { findingName } from '../account-state.ts';
import type { Judged } from '../transition.ts';
import { findingAfter, marksOf, type Review, type SubjectDefinition } from './contract.ts';

/** Secrets, keys and certificates. */
export const skcSubject: SubjectDefinition = {
  kind: 'skc',
  rules: SKC_RULES,
  async *findings(review, store) {
    for await (const skc of withReplicasUse(store.skcs(review.account.key))) {
      const { outcomes, findings } = judgeStoredSkc(skc, review);
      count(review, skc, outcomes, findings);
      yield* findings;
    }
  },
  // SKCs that are gone stay in the table and are judged as such. One that is missing was damaged: nothing is resolved.
  orphaned: () => undefined,
};

const SPEAKS_WHILE_UNREAD = new Set<RuleId>(
  SKC_RULES.filter((rule) => 'speaksWhileUnread' in rule && rule.speaksWhileUnread).map((rule) => rule.id),
);

/** Rules over what people said of an SKC hold whether its target was read or not. */
const SAID_BY_PEOPLE = new Set<RuleId>(
  SKC_RULES.filter((rule) => 'needs' in rule && rule.needs?.includes('marks')).map((rule) => rule.id),
);

/** What one SKC's rules say and the findings that follow, unchanged ones included. Pure. */
function judgeStoredSkc(skc: StoredSkc, review: Review): { outcomes: Outcome[]; findings: Finding[] } {
  const { run } = review;
  const own = { ...review.context, related: { marks: marksOf(subjectOf(skc), review) } };
  const target = { account: skc.account, location: skc.location, source: skc.type };
  const scan = review.scans.get(targetId(target));
  const read = scan !== undefined && scan.listed && scan.runId === run.id;
  const outcomes = judgeSkc(skc, own);
  const lastKnown = Object.keys(skc.unknown).length === 0 ? outcomes : judgeSkc({ ...skc, unknown: {} }, own);
  const expiredByNow = lastKnown.some(
    ({ rule, outcome }) => rule === 'expired' && outcome.verdict === 'fails',
  );
  const findings = outcomes.flatMap(({ rule, outcome }, index) => {
    const judged = judgedOf({
      skc,
      rule,
      outcome,
      known: lastKnown[index]?.outcome ?? outcome,
      read: read || SAID_BY_PEOPLE.has(rule),
      open: review.findings.get(findingName(skc.id, rule))?.state === 'open',
      expiredByNow,
      retired: review.account.status === 'retired',
    });
    return findingAfter(
      { subject: subjectOf(skc), rule, judged, lastSeenAt: scan?.lastListedAt, tags: skc.tags ?? {} },
      review,
    );
  });
  return { outcomes: read ? outcomes.map(({ outcome }) => outcome) : outcomes.map(notRead), findings };
}

function subjectOf({ id, name, kind, type, location }: StoredSkc): Finding['subject'] {
  return { kind: 'skc', id, name, skcKind: kind, type, location };
}

/** What was not read is unknown, whatever the last known facts say. */
function notRead({ outcome }: { outcome: Outcome }): Outcome {
  if (outcome.verdict === 'not applicable') return outcome;
  return { verdict: 'unknown', because: 'Its target was not read in this run.', missing: [] };
}

/** Stale, not resolved; and what could not be read may silence a rule, but never an expiry that is known. */
function judgedOf(input: {
  skc: StoredSkc;
  rule: RuleId;
  outcome: Outcome;
  known: Outcome;
  read: boolean;
  open: boolean;
  expiredByNow: boolean;
  retired: boolean;
}): Judged {
  const { skc, rule, outcome, known, read, open, expiredByNow, retired } = input;
  // An account that was suspended or left takes its SKCs with it.
  if (retired) return { is: 'deleted' };
  if (read && outcome.verdict === 'fails') return { is: 'failing', fails: outcome, stale: false };
  if (read && outcome.verdict !== 'unknown') return { is: skc.absentAt === undefined ? 'over' : 'deleted' };
  if (skc.absentAt !== undefined && outcome.verdict !== 'fails') return { is: 'deleted' };
  // From here on the facts are the last known ones. An expiry that has come replaces its approach.
  if (rule === 'expiring' && expiredByNow) return { is: 'over' };
  if (known.verdict === 'fails' && (open || SPEAKS_WHILE_UNREAD.has(rule)))
    return { is: 'failing', fails: known, stale: true };
  return { is: 'unread' };
}

function count(
  { standing, criticalSkcs }: Review,
  skc: StoredSkc,
  outcomes: readonly Outcome[],
  findings: readonly Finding[],
): void {
  if (skc.absentAt === undefined) standing.skcs[skc.type] = (standing.skcs[skc.type] ?? 0) + 1;
  for (const { verdict } of outcomes)
    standing.verdicts[verdict === 'not applicable' ? 'notApplicable' : verdict] += 1;
  const matters =
    skc.privileged === true || findings.some((each) => each.state === 'open' && each.severity === 'critical');
  if (!matters) return;
  const target = targetId({ account: skc.account, location: skc.location, source: skc.type });
  criticalSkcs.set(target, (criticalSkcs.get(target) ?? 0) + 1);
}
