import * as z from 'zod';
import { accountKeySchema, CLOUDS } from './account.ts';
import { instantSchema } from './fields.ts';
import type { SkcType } from './skc.ts';

/** One unit of collecting: account × location × source. */
export const targetSchema = z.object({
  account: accountKeySchema,
  cloud: z.enum(CLOUDS),
  location: z.string().min(1),
  source: z.custom<SkcType>((value) => typeof value === 'string' && value.includes('.')),
});
export type Target = z.infer<typeof targetSchema>;

export const OUTCOMES = ['complete', 'partial', 'denied', 'failed'] as const;
export type ScanOutcome = (typeof OUTCOMES)[number];

/** What went wrong while a target, or one SKC of it, was read. */
export const problemSchema = z.object({
  /** The call that failed: `kms:DescribeKey`. */
  operation: z.string(),
  /** The cloud's error code: `AccessDeniedException`. */
  code: z.string(),
  message: z.string(),
  /**
   * One of `PROBLEM_KINDS`, or a word of a newer release; none in items of the release before kinds existed. Read it
   * with `problemKindOf`.
   */
  kind: z.string().optional(),
  /** The next step for the person who can act, in at most 100 characters, where the error tells it. */
  remedy: z.string().optional(),
  /** What would have to be granted, where that is the cause. */
  missingPermission: z.string().optional(),
  /** How many SKCs it concerns; none for a whole listing. */
  skcs: z.number().int().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** What is known of the container of SKCs itself: how a vault protects what it holds. */
export const targetFactsSchema = z.object({
  /** What is deleted in it can be brought back. */
  softDelete: z.boolean(),
  /** Nobody can destroy for good what it holds before its time. */
  purgeProtection: z.boolean(),
  /** Days for which what was deleted can be brought back. */
  retentionDays: z.number().optional(),
});
export type TargetFacts = z.infer<typeof targetFactsSchema>;

/** One reading of a target. */
export const scanSchema = targetSchema.extend({
  runId: z.string(),
  outcome: z.enum(OUTCOMES),
  /** Whether the listing was read to its end: only then may an SKC be marked absent. */
  listed: z.boolean(),
  /** When this reading was made. */
  observedAt: instantSchema,
  /** When the cloud made the listing, where that is earlier: a credential report is up to four hours old. */
  listedAsOf: instantSchema.optional(),
  /** The last reading whose listing came to its end; none if there never was one. */
  lastListedAt: instantSchema.optional(),
  /** Live SKCs of the target after the last listing that came to its end. */
  count: z.number().int().nonnegative(),
  listingHash: z.string().optional(),
  watched: z
    .record(z.string(), instantSchema)
    .optional()
    .describe(
      'ids of SKCs that a person marked as decoy or compromised, with when: each later use is recorded',
    ),
  /** From then on a fact needs a precise reading though the listing stays as it is. */
  recheckAt: instantSchema.optional(),
  /** Given for targets that are a vault. */
  facts: targetFactsSchema.optional(),
  /** Runs in a row, this one included, that did not read it whole. */
  unreadRuns: z.number().int().nonnegative(),
  problems: z.array(problemSchema),
  scanRevision: z.number().int().positive(),
});
export type Scan = z.infer<typeof scanSchema>;

/** SKCs of a target of which each use is recorded: id → since when. */
export type Watched = NonNullable<Scan['watched']>;

/** `aws#123456789012|eu-west-1|aws.kms-key`: names a target in findings and messages. */
export function targetId(target: Pick<Target, 'account' | 'location' | 'source'>): string {
  return `${target.account}|${target.location}|${target.source}`;
}

/** The cloud's own id of an account: `123456789012` of `aws#123456789012`. */
export function accountIdOf(account: Target['account']): string {
  return account.slice(account.indexOf('#') + 1);
}
