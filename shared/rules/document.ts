import type { Declaration } from '../sources/contract.ts';
import type { Rule } from './contract.ts';
import { RULES } from './registry.ts';

/**
 * Renders `docs/rules.md`: every rule of the registry and what it means.
 * @param declarations What the sources declare: some types have a rotation limit of their own.
 */
export function rulesDocument(
  declarations: readonly Pick<Declaration, 'type' | 'traits'>[],
  rules: readonly Rule[] = RULES,
): string {
  const rows = rules.map(
    (rule) => `| \`${rule.id}\` | ${rule.subject} | ${cell(rule.title)} | ${cell(rule.about)} |`,
  );
  const limits = declarations
    .flatMap(({ type, traits: { rotationLimitDays } }) =>
      rotationLimitDays === undefined ? [] : [`| \`${type}\` | ${rotationLimitDays} days |`],
    )
    .toSorted();
  return `${HEAD}\n${rows.join('\n')}\n${FOOT}\n${LIMITS}\n${limits.join('\n')}\n`;
}

const HEAD = `# Rules

Generated from \`shared/rules/registry.ts\` by \`shared/rules/document.ts\`; \`test/contract/rules.test.ts\` checks this page (run it with \`-u\` to regenerate).

For each subject a rule either \`fails\` (a finding opens), \`passes\`, is \`not applicable\`, or is \`unknown\` because a field that it needs could not be read. Limits are set under \`thresholds\` in \`skc.config.json\`; see [configuration](configuration.md).

| rule | subject | title | meaning |
|---|---|---|---|`;

const FOOT = `
## What applies to all rules

- A replica is judged by itself for its end, state, key material and deletion. Its rotation, age and use are judged on its primary; where the primary was not read, one copy is judged in its place and says so.
- What is gone or destroyed is not judged, except that what its own expiry destroyed remains \`expired\`.
- What another cloud service owns is not reported for lacking an expiry or rotation, but is reported when its rotation fails.
- At most one of \`rotation-overdue\`, \`rotation-off\` and \`never-expires\` fails: the first of these that applies. What is \`expired\` is not reported for its rotation, its missing end, its use or its cryptography. A finding whose place another one takes is closed as replaced, not as resolved.
- Unknown verdicts are counted by rule and missing fact wherever verdicts are shown.
- Expiry is reached at its second (\`now ≥ expiresAt\`); a step is reached when days left ≤ step; an age limit is exceeded strictly (\`age > limit\`). A day is 24 hours, in UTC.
- What is disabled, not yet in force or scheduled for deletion need not be rotated or used. Its end matters only if its service destroys it then, as AWS does with imported key material.
- The clouds do not give the signature algorithm of IAM server certificates, Key Vault certificates and Entra certificates: \`weak-cryptography\` does not judge it there.
- Findings are listed by severity. Within one severity come first outages (what has ended within 7 days and is or may be in use) and ends within 24 hours, then what can still be saved, the earliest first, then what has been over for long, then what nothing uses.
`;

const LIMITS = `## Rotation limits of types

For these types \`rotation-overdue\` has a shorter limit, unless \`thresholds.rotation-overdue\` sets one for the type or its \`default\` is shorter.

| type | limit |
|---|---|`;

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll(/\s+/g, ' ');
}
