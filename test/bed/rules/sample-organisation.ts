import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { SEVERITIES } from '../../../shared/model/finding.ts';
import type { Comparison } from './mismatches.ts';

const labelSchema = z.object({
  account: z.string(),
  type: z.string(),
  location: z.string(),
  name: z.string(),
  says: z.record(z.string(), z.enum(SEVERITIES)),
});

/**
 * What is wrong with the sample organisation on its first day, by SKC: reviewed by hand against what its estate declares.
 * An SKC that is not named has nothing wrong.
 */
const SAMPLE = z
  .array(labelSchema)
  .parse(JSON.parse(readFileSync(new URL('sample-organisation.labels.json', import.meta.url), 'utf8')));

/** An open finding, or an SKC, as `skc findings --json` and `skc list --json` print it. */
export const listedFindingSchema = z.object({
  account: z.string(),
  rule: z.string(),
  state: z.string(),
  severity: z.enum(SEVERITIES),
  subject: z.object({
    kind: z.string(),
    name: z.string(),
    type: z.string().optional(),
    location: z.string().optional(),
  }),
});

/**
 * Compares the findings of a run over the sample organisation with its labels: a finding that is missing, that no label
 * has, or whose severity differs is wrong.
 * @param skcs Number of SKCs that the run found.
 * @param rules Number of rules over an SKC; each says something of each SKC.
 */
export function comparedSample(
  findings: readonly z.output<typeof listedFindingSchema>[],
  { skcs, rules }: { skcs: number; rules: number },
): Comparison {
  const found = new Map(
    findings
      .filter(({ state, subject }) => state === 'open' && subject.kind === 'skc')
      .map(({ account, rule, severity, subject: { type, location, name } }) => [
        JSON.stringify([account, type, location, name, rule]),
        severity,
      ]),
  );
  const result: Comparison = { right: 0, wrong: [], silent: 0 };
  for (const { account, type, location, name, says } of SAMPLE)
    for (const [rule, severity] of Object.entries(says)) {
      const key = JSON.stringify([account, type, location, name, rule]);
      const said = found.get(key);
      found.delete(key);
      if (said === severity) result.right += 1;
      else result.wrong.push(`${key}: ${said ?? 'silent'}, expected ${severity}`);
    }
  for (const [key, severity] of found) result.wrong.push(`${key}: ${severity}, expected quiet`);
  result.silent = skcs * rules - result.right - result.wrong.length;
  return result;
}
