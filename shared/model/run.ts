import * as z from 'zod';
import { accountSchema } from './account.ts';
import { foundContactSchema } from './contact.ts';
import { instantSchema } from './fields.ts';
import { SEVERITIES } from './finding.ts';
import { problemSchema, targetSchema } from './target.ts';
import { vaultCoverageSchema } from './vaults.ts';

/** One run of the pipeline. Its `now` is fixed at the start, and resuming it keeps the same `now`. */
export const runSchema = z.object({
  id: z.string().describe('sorts by time'),
  now: instantSchema.describe('its fixed clock'),
  state: z.enum(['running', 'done']).describe('`running` or `done`'),
  startedAt: instantSchema.describe('by the real clock'),
  finishedAt: instantSchema.optional().describe('by the real clock'),
  permissions: z
    .number()
    .int()
    .optional()
    .describe(
      'the release whose permissions it needs (`shared/sources/earlier-permissions.ts`); absent in runs of the first release',
    ),
  permissionsSince: instantSchema
    .optional()
    .describe(
      'the first run of that release where another ran before: roles made for that one may lag behind for a while; absent in a new installation',
    ),
});
export type Run = z.infer<typeof runSchema>;

/** An account as recorded by `plan`, with the targets that the run must read. */
export const plannedAccountSchema = accountSchema.extend({
  targets: z
    .array(targetSchema.pick({ location: true, source: true }))
    .describe('what a run must read: location and source'),
  problems: z
    .array(problemSchema)
    .describe(
      'Why `plan` could not determine the account’s targets, for example because the role could not be assumed',
    ),
  found: z
    .object({ contacts: z.array(foundContactSchema), problems: z.array(problemSchema) })
    .optional()
    .describe('Contacts that the cloud has on record for it, and why any could not be read'),
});
export type PlannedAccount = z.infer<typeof plannedAccountSchema>;

const counts = z.number().int().nonnegative();

/**
 * SKCs with at least one verdict that is unknown, and how many SKCs each rule could not judge, by what is missing: the
 * fields joined by `+` (`lastUsedAt`, `inUse+exported`), `target` where its target was not read in the run, `type` where
 * only a newer version knows the type, `error` where the rule could not be evaluated. Add several up with
 * {@link addUnknown}.
 */
export const unknownVerdictsSchema = z.object({
  skcs: counts,
  byRule: z.record(z.string(), z.record(z.string(), counts)),
});
export type UnknownVerdicts = z.infer<typeof unknownVerdictsSchema>;

/** Both together. Pure. */
export function addUnknown(a: UnknownVerdicts, b: UnknownVerdicts): UnknownVerdicts {
  const byRule: UnknownVerdicts['byRule'] = structuredClone(a.byRule);
  for (const [rule, missing] of Object.entries(b.byRule)) {
    const sums = (byRule[rule] ??= {});
    for (const [what, count] of Object.entries(missing)) sums[what] = (sums[what] ?? 0) + count;
  }
  return { skcs: a.skcs + b.skcs, byRule };
}

/** An account's summary after a run, used by reports and digests. */
export const accountSummarySchema = z.object({
  runId: z.string(),
  observedAt: instantSchema,
  skcs: z.record(z.string(), counts),
  findings: z.record(z.enum(SEVERITIES), counts),
  /** Open findings by rule. */
  byRule: z.record(z.string(), counts),
  excluded: counts,
  /**
   * Open findings that an exclusion by tag could not be compared with, since the tags of their SKCs were not read; they
   * are not excluded.
   */
  notCompared: counts.optional(),
  stale: counts,
  /** Findings with a rule, state or subject kind that only a newer version knows; not included in other counts. */
  foreign: counts.default(0),
  /** Verdicts of all rules on all SKCs. */
  verdicts: z.object({ fails: counts, passes: counts, notApplicable: counts, unknown: counts }),
  /** What could not be judged; absent in summaries stored before this was counted, of which only the number is known. */
  unknown: unknownVerdictsSchema.optional(),
  coverage: z.object({
    planned: counts,
    complete: counts,
    partial: counts,
    denied: counts,
    failed: counts,
    /** Incomplete targets that the configuration expects (`expectedUnreadable`). */
    accepted: counts,
    /** Incomplete targets whose reading role has not been updated for the new release yet. */
    awaiting: counts.optional(),
    /** Incomplete targets with nothing wrong: their lists are long, and the next run continues them. */
    continued: counts.optional(),
    /** Targets of accounts that the cloud made itself, whose APIs are off: nothing to read, and in no other count. */
    systemMade: counts.optional(),
  }),
  /** Damaged items of the account that were skipped: their number and the first few. */
  damaged: z
    .looseObject({ count: counts, items: z.array(z.looseObject({ item: z.string(), why: z.string() })) })
    .optional(),
  /** Items of the account in a format that only a newer version knows. */
  newer: counts.optional(),
  /** Missing in summaries stored before this was counted. */
  vaults: vaultCoverageSchema.default({ planned: 0, unreachable: 0 }),
});
export type AccountSummary = z.infer<typeof accountSummarySchema>;
