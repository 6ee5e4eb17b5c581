import { compareSeverity } from '../../../model/finding.ts';
import { earliest } from '../../../model/instant.ts';
import { sanitize } from '../../../model/sanitize.ts';
import type { DigestEntry, RollUp } from './content.ts';

/** From so many lines of one rule on, a digest carries one line with the count. */
const MANY = 20;
/** Fewer than these stay lines of their own, even if they are all there is. */
const FEW = 5;
const EXAMPLES = 3;

/**
 * Finds the rules that fail for most SKCs they apply to in an account, or for more than 20: their low and medium
 * findings become one line. What is high or critical keeps its own.
 *
 * @param entries in the digest's order.
 * @param population live SKCs of a type in an account; undefined where not known.
 * @returns the entries, those rolled up marked so, and the roll-ups.
 */
export function rollUp(
  entries: readonly DigestEntry[],
  population: (account: DigestEntry['account'], type: string) => number | undefined,
): { entries: DigestEntry[]; rollUps: RollUp[] } {
  const groups = new Map<string, DigestEntry[]>();
  for (const entry of entries) {
    if (!mayRollUp(entry)) continue;
    const key = `${entry.account} ${entry.rule} ${entry.state}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  const rolled = new Set<DigestEntry>();
  const rollUps: RollUp[] = [];
  for (const group of groups.values()) {
    const of = populationOf(group, population);
    if (group.length <= MANY && (group.length < FEW || of === undefined || group.length * 2 <= of)) continue;
    rollUps.push(summary(group, of));
    for (const entry of group) rolled.add(entry);
  }
  return {
    entries: entries.map((entry) => (rolled.has(entry) ? { ...entry, rolledUp: true } : entry)),
    rollUps,
  };
}

function mayRollUp(entry: DigestEntry): boolean {
  return entry.subject.kind !== 'account' && compareSeverity(entry.severity, 'medium') <= 0;
}

function populationOf(
  group: readonly DigestEntry[],
  population: (account: DigestEntry['account'], type: string) => number | undefined,
): number | undefined {
  let sum = 0;
  const types = new Set<string>();
  for (const { account, subject } of group) {
    if (subject.type === undefined) return undefined;
    if (types.has(subject.type)) continue;
    types.add(subject.type);
    const live = population(account, subject.type);
    if (live === undefined) return undefined;
    sum += live;
  }
  // A finding may outlive its SKC, so there can be more of them.
  return sum < group.length ? undefined : sum;
}

function summary(group: readonly DigestEntry[], of: number | undefined): RollUp {
  const kinds = new Set(group.map((entry) => entry.subject.skcKind ?? entry.subject.kind));
  const [first] = group;
  if (first === undefined) throw new RangeError('a roll-up of nothing');
  const [kind] = kinds;
  let { severity } = first;
  for (const entry of group) if (compareSeverity(entry.severity, severity) > 0) ({ severity } = entry);
  return {
    account: first.account,
    rule: first.rule,
    state: first.state,
    severity,
    count: group.length,
    ...(of === undefined ? {} : { of }),
    ...(kinds.size === 1 && kind !== undefined ? { kind } : {}),
    examples: group.slice(0, EXAMPLES).map((entry) => sanitize(entry.subject.name, 80)),
    action: first.action,
    dueAt: earliest(...group.map((entry) => entry.dueAt)) ?? first.dueAt,
  };
}
