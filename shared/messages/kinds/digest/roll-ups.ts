import type { Finding } from '../../../model/finding.ts';
import { earliest } from '../../../model/instant.ts';
import { sanitize } from '../../../model/sanitize.ts';
import type { RollUp } from './content.ts';
import { worstOf, type NewsLine } from './lines.ts';

const EXAMPLES = 3;

/**
 * Many findings of one rule in one account as one line: their count, the most urgent of the most severe ones by name,
 * and a few more names.
 * @param line A roll-up.
 */
export function rollUpOf({ members, of }: NewsLine): RollUp {
  const findings = members.map(({ finding }) => finding);
  const [first] = findings;
  if (first === undefined) throw new RangeError('a roll-up of nothing');
  const kinds = new Set(findings.map(({ subject }) => subject.skcKind ?? subject.kind));
  const [kind] = kinds;
  const severity = worstOf(findings);
  const worst = findings.find((finding) => finding.severity === severity) ?? first;
  return {
    account: first.account,
    rule: first.rule,
    state: first.state,
    severity,
    count: findings.length,
    ...(of === undefined ? {} : { of }),
    ...(kinds.size === 1 && kind !== undefined ? { kind } : {}),
    worst: { name: nameOf(worst), severity, dueAt: worst.dueAt },
    examples: findings
      .filter((finding) => finding !== worst)
      .slice(0, EXAMPLES)
      .map(nameOf),
    action: sanitize(first.action, 300),
    dueAt: earliest(...findings.map((finding) => finding.dueAt)) ?? first.dueAt,
    ...(members[0]?.kind === 'unchanged' ? { unchanged: true as const } : {}),
  };
}

/** A nameless SKC is named by its id. */
function nameOf({ subject }: Finding): string {
  return sanitize(subject.name, 80) || sanitize(subject.id, 80);
}
