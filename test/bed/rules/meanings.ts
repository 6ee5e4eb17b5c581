import { SKC_RULES } from '../../../shared/rules/registry.ts';
import type { Outcome } from '../../../shared/rules/contract.ts';
import { outcomesOf } from './context.ts';
import { NOW, type Label } from './label.ts';

const EXAMPLES = 3;

interface Judged {
  label: Label;
  outcome: Outcome;
}

/**
 * What every rule means for every type, by the labelled cases: when it fails, with an example of each severity, or why
 * it does not apply. A type without labels has no rows, and a rule that no label of a type makes fail says so.
 */
export function meaningsTable(labels: readonly Label[]): string {
  const types = [...new Set(labels.map(({ skc }) => skc.type))].toSorted();
  const rows = types.flatMap((type) =>
    rowsOf(
      type,
      labels.filter(({ skc }) => skc.type === type),
    ),
  );
  return `${HEAD}\n${rows.join('\n')}\n`;
}

const HEAD = `
## What each rule means for each type

From the labelled cases in \`test/bed/sources\`, which the tests check the rules against. The date of the cases is ${NOW.slice(0, 10)}.

| type | rule | outcome |
|---|---|---|`;

function rowsOf(type: string, labels: readonly Label[]): string[] {
  const judged = labels.map((label) => ({
    label,
    outcomes: outcomesOf(label),
  }));
  return SKC_RULES.map(({ id }) => {
    const cases = judged.flatMap(({ label, outcomes }) =>
      outcomes.flatMap(({ rule, outcome }) => (rule.id === id ? [{ label, outcome }] : [])),
    );
    return `| \`${type}\` | \`${id}\` | ${cell(meaning(cases))} |`;
  });
}

function meaning(cases: readonly Judged[]): string {
  const fails = examples(cases, ({ outcome }) =>
    outcome.verdict === 'fails' ? `fails, ${outcome.severity}` : undefined,
  );
  const unknown = examples(cases, ({ outcome }) => (outcome.verdict === 'unknown' ? 'unknown' : undefined));
  if (fails.length + unknown.length > 0) return [...fails, ...unknown].join('; ');
  if (cases.some(({ outcome }) => outcome.verdict === 'passes')) return 'passes in every labelled case';
  const reasons = cases.flatMap(({ outcome }) =>
    outcome.verdict === 'not applicable' ? [outcome.because] : [],
  );
  return `not applicable: ${commonest(reasons)}`;
}

/** One text a word, each with the first names of its cases. */
function examples(cases: readonly Judged[], wordOf: (judged: Judged) => string | undefined): string[] {
  const names = new Map<string, string[]>();
  for (const each of cases) {
    const word = wordOf(each);
    if (word !== undefined) names.set(word, [...(names.get(word) ?? []), each.label.name]);
  }
  return [...names].map(([word, all]) => `**${word}**: ${all.slice(0, EXAMPLES).join(' / ')}`);
}

/** Why it does not apply to an ordinary one: what is disabled or gone has reasons of its own. */
function commonest(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'no labelled case.';
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll(/\s+/g, ' ');
}
