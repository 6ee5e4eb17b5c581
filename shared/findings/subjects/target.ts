import { acceptedReason } from '../../config/expected-unreadable.ts';
import type { Finding } from '../../model/finding.ts';
import { targetId, type Target } from '../../model/target.ts';
import type { ReadTarget } from '../../rules/contract.ts';
import { TARGET_RULES } from '../../rules/registry.ts';
import { cover } from '../account-summary.ts';
import { judgedBy } from '../transition.ts';
import { endOf, findingAfter, type Review, type SubjectDefinition } from './contract.ts';

/** Planned targets: account × location × source. */
export const targetSubject: SubjectDefinition = {
  kind: 'target',
  rules: TARGET_RULES,
  async *findings(review) {
    for (const target of targetsOf(review)) {
      cover(review.summary, target, review.scans.get(targetId(target)), review.run, review.config);
      yield* judgeTarget(target, review);
    }
  },
  // A target that is no longer planned (its region was closed or excluded) needs no reading.
  orphaned: (finding, review) =>
    targetsOf(review).some((target) => targetId(target) === finding.subject.id)
      ? undefined
      : (endOf(review.account) ?? 'resolved'),
};

function targetsOf({ account: { key: account, cloud, targets } }: Review): Target[] {
  return targets.map((planned) => ({ account, cloud, ...planned }));
}

/** What is said of one planned target and the findings that follow. Pure. */
function judgeTarget(target: Target, review: Review): Finding[] {
  const id = targetId(target);
  const scan = review.scans.get(id);
  const read: ReadTarget = {
    target,
    scan,
    current: scan?.runId === review.run.id,
    criticalSkcs: review.criticalSkcs.get(id) ?? 0,
    accepted: acceptedReason(review.config, target),
  };
  const { source: type, location } = target;
  return TARGET_RULES.flatMap((rule) =>
    findingAfter(
      {
        subject: { kind: 'target', id, name: `${type} in ${location}`, type, location },
        rule: rule.id,
        judged: judgedBy(rule.judge(read, review.context)),
        lastSeenAt: scan?.lastListedAt,
        tags: {},
        attributes: {},
      },
      review,
    ),
  );
}
