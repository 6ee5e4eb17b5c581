import type { Rule } from './contract.ts';
import { RULES } from './registry.ts';

/** The page `docs/rules.md`: every rule of the registry, what it is about and what it means. */
export function rulesDocument(rules: readonly Rule[] = RULES): string {
  const rows = rules.map(
    (rule) => `| \`${rule.id}\` | ${rule.subject} | ${cell(rule.title)} | ${cell(rule.about)} |`,
  );
  return `${HEAD}\n${rows.join('\n')}\n${FOOT}`;
}

const HEAD = `# Rules

Made from \`shared/rules/registry.ts\` by \`shared/rules/document.ts\`; \`test/contract/rules.test.ts\` holds this page to it.

A rule says one of four things of its subject: it \`fails\` (a finding opens), \`passes\`, is \`not applicable\`, or is \`unknown\` because a field that it needs could not be read. Limits come from \`thresholds\` in \`skc.config.json\`.

| rule | judges | says | meaning |
|---|---|---|---|`;

const FOOT = `
## What holds for all of them

- A replica is judged as its primary; what is gone or destroyed is not judged, except that what was destroyed by its own end stays \`expired\`.
- What another cloud service owns is not blamed for lacking an end or a rotation; its failing rotation is told.
- At most one of \`rotation-overdue\`, \`rotation-off\` and \`never-expires\` fails, the first of these.
- An end is reached at its second (\`now ≥ expiresAt\`); a step is crossed when days left ≤ step; a limit of age is passed strictly (\`age > limit\`). Days are 24 hours, UTC.
- What is disabled, not yet in force or scheduled for deletion is not asked to rotate or to be used.
`;

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll(/\s+/g, ' ');
}
