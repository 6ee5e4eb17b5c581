import type { Finding } from '../../../model/finding.ts';
import { earliest } from '../../../model/instant.ts';
import { sanitize } from '../../../model/sanitize.ts';
import type { RollUp } from './content.ts';
import { worstOf, type NewsLine } from './lines.ts';
import { timesOf } from './entries.ts';
import { compareText } from '../../../rules/order.ts';

const EXAMPLES = 3;

/**
 * Many findings as one line: their count, the most urgent of the most severe ones by name, and a few more names.
 * @param line A roll-up.
 */
export function rollUpOf({ members, of, systemMade }: NewsLine, accountName?: string): RollUp {
  const findings = members.map(({ finding }) => finding);
  const [first] = findings;
  if (first === undefined) throw new RangeError('a roll-up of nothing');
  const kinds = new Set(findings.map(({ subject }) => subject.skcKind ?? subject.kind));
  const [kind] = kinds;
  const severity = worstOf(findings);
  const worst = findings.find((finding) => finding.severity === severity) ?? first;
  const rules = counted(findings.map(({ rule }) => rule));
  const accounts = new Set(findings.map(({ account }) => account)).size;
  return {
    account: worst.account,
    rule: worst.rule,
    state: first.state,
    severity,
    count: findings.length,
    ...(accountName === undefined ? {} : { accountName }),
    ...(rules.size === 1 ? {} : { rules: Object.fromEntries(rules) }),
    ...(accounts === 1 ? {} : { accounts }),
    ...(systemMade === undefined ? {} : { systemMade }),
    ...(of === undefined ? {} : { of }),
    ...(kinds.size === 1 && kind !== undefined ? { kind } : {}),
    worst: {
      name: nameOf(worst),
      severity,
      ...timesOf(worst),
      rule: worst.rule,
    },
    examples: findings
      .filter((finding) => finding !== worst)
      .slice(0, EXAMPLES)
      .map(nameOf),
    action: sanitize(worst.action, 300),
    dueAt: earliest(...findings.map((finding) => finding.dueAt)) ?? first.dueAt,
    ...(members[0]?.kind === 'unchanged' ? { unchanged: true as const } : {}),
  };
}

/** How often each value occurs, the most frequent first. */
function counted(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].toSorted(([a, many], [b, others]) => others - many || compareText(a, b)));
}

/** A nameless SKC is named by its id. */
function nameOf({ subject }: Finding): string {
  return sanitize(subject.name, 160) || sanitize(subject.id, 160);
}
