import { acceptedReason } from '../../config/expected-unreadable.ts';
import { scanKey } from '../../inventory/keys.ts';
import type { Finding } from '../../model/finding.ts';
import { targetId, type Target } from '../../model/target.ts';
import type { ReadTarget, TargetRule } from '../../rules/contract.ts';
import { outcomeOf } from '../../rules/outcome.ts';
import { TARGET_RULES } from '../../rules/registry.ts';
import { cover } from '../account-summary.ts';
import { judgedBy } from '../transition.ts';
import { endOf, findingAfter, noteThrown, type Review, type SubjectDefinition } from './contract.ts';

/** Planned targets: account × location × source. */
export const targetSubject: SubjectDefinition = targetSubjectOf(TARGET_RULES);

/** Planned targets, judged by these rules. */
export function targetSubjectOf(rules: readonly TargetRule[]): SubjectDefinition {
  return {
    kind: 'target',
    rules,
    async *findings(review) {
      for (const target of targetsOf(review)) {
        const scan = review.scans.get(targetId(target));
        cover(review.summary, target, scan, review.run, review.config, review.account);
        yield* judgeTarget(target, rules, review);
      }
      // Which ones they are is on a damaged page.
      const { coverage } = review.summary;
      coverage.planned += review.account.targetsUnread ?? 0;
      coverage.failed += review.account.targetsUnread ?? 0;
    },
    // A target that is no longer planned (its region was closed or excluded) needs no reading. Where a page of the plan
    // is damaged, nobody knows whether it is still planned.
    orphaned(finding, review) {
      if (targetsOf(review).some((target) => targetId(target) === finding.subject.id)) return undefined;
      return endOf(review.account) ?? (review.account.targetsUnread === undefined ? 'resolved' : undefined);
    },
  };
}

function targetsOf({ account: { key: account, cloud, targets } }: Review): Target[] {
  return targets.map((planned) => ({ account, cloud, ...planned }));
}

/** What is said of one planned target and the findings that follow. Notes the rules that throw. */
function judgeTarget(target: Target, rules: readonly TargetRule[], review: Review): Finding[] {
  const id = targetId(target);
  const scan = review.scans.get(id);
  const read: ReadTarget = {
    target,
    scan,
    current: scan?.runId === review.run.id,
    criticalSkcs: review.criticalSkcs.get(id) ?? 0,
    systemMade: review.account.systemMade === true,
    accepted: acceptedReason(review.config, target),
  };
  const { source: type, location } = target;
  const outcomes = rules.map((rule) => ({
    rule: rule.id,
    outcome: outcomeOf(() => rule.judge(read, review.context)),
  }));
  noteThrown(outcomes, scanKey(target).item, review);
  return outcomes.flatMap(({ rule, outcome }) =>
    findingAfter(
      {
        subject: { kind: 'target', id, name: `${type} in ${location}`, type, location },
        rule,
        judged: judgedBy(outcome),
        lastSeenAt: scan?.lastListedAt,
        tags: {},
        attributes: {},
      },
      review,
    ),
  );
}
