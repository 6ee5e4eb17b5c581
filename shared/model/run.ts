import * as z from 'zod';
import { accountSchema } from './account.ts';
import { foundContactSchema } from './contact.ts';
import { instantSchema } from './fields.ts';
import { SEVERITIES } from './finding.ts';
import { problemSchema, targetSchema } from './target.ts';
import { vaultReachSchema } from './vaults.ts';

/** One run of the pipeline: its `now` is fixed at the start, and a repeat resumes it with the same. */
export const runSchema = z.object({
  id: z.string(),
  now: instantSchema,
  state: z.enum(['running', 'done']),
  startedAt: instantSchema,
  finishedAt: instantSchema.optional(),
});
export type Run = z.infer<typeof runSchema>;

/** What `plan` wrote down of an account: which targets a run must read. */
export const plannedAccountSchema = accountSchema.extend({
  targets: z.array(targetSchema.pick({ location: true, source: true })),
  /** What kept `plan` from knowing the account's targets (the role could not be assumed, say). */
  problems: z.array(problemSchema),
  /** Contacts that the cloud names for it, and what kept `plan` from reading them. */
  found: z.object({ contacts: z.array(foundContactSchema), problems: z.array(problemSchema) }).optional(),
});
export type PlannedAccount = z.infer<typeof plannedAccountSchema>;

const counts = z.number().int().nonnegative();

/** How an account stands after a run: the roll-up that reports and digests read. */
export const standingSchema = z.object({
  runId: z.string(),
  observedAt: instantSchema,
  skcs: z.record(z.string(), counts),
  findings: z.record(z.enum(SEVERITIES), counts),
  /** Open findings by rule. */
  byRule: z.record(z.string(), counts),
  excluded: counts,
  stale: counts,
  /** Findings with a rule, state or kind of subject that only a newer version knows; counted nowhere else. */
  foreign: counts.default(0),
  /** Verdicts of all rules over all SKCs. */
  verdicts: z.object({ fails: counts, passes: counts, notApplicable: counts, unknown: counts }),
  coverage: z.object({
    planned: counts,
    complete: counts,
    partial: counts,
    denied: counts,
    failed: counts,
    /** Of those not complete, the ones that config accepts as expected. */
    accepted: counts,
  }),
  /** Items of the account in the table that are damaged and were skipped: how many, and the first of them. */
  damaged: z
    .looseObject({ count: counts, items: z.array(z.looseObject({ item: z.string(), why: z.string() })) })
    .optional(),
  /** Items of the account in a form that only a newer version knows. */
  newer: counts.optional(),
  /** Roll-ups of before this was counted lack it. */
  vaults: vaultReachSchema.default({ planned: 0, unreachable: 0 }),
});
export type Standing = z.infer<typeof standingSchema>;
