import * as z from 'zod';
import { accountKeySchema, CLOUDS } from './account.ts';
import { instantSchema } from './fields.ts';
import type { SkcType } from './skc.ts';

/** One unit of collecting: account × location × source. */
export const targetSchema = z.object({
  account: accountKeySchema.describe('the account’s key: `aws#123456789012`'),
  cloud: z.enum(CLOUDS).describe('`aws`, `azure` or `gcp`'),
  location: z.string().min(1).describe('region, vault or `global`'),
  source: z
    .custom<SkcType>((value) => typeof value === 'string' && value.includes('.'))
    .describe('the type of SKC that is read'),
});
export type Target = z.infer<typeof targetSchema>;

/** What a run must read in an account that is known from the context. */
export type PlannedTarget = Pick<Target, 'location' | 'source'>;

export const OUTCOMES = ['complete', 'partial', 'denied', 'failed'] as const;
export type ScanOutcome = (typeof OUTCOMES)[number];

/** A problem while reading a target or one of its SKCs. */
export const problemSchema = z.object({
  /** The call that failed: `kms:DescribeKey`. */
  operation: z.string(),
  /** The cloud's error code: `AccessDeniedException`. */
  code: z.string(),
  message: z.string(),
  /**
   * One of `PROBLEM_KINDS`, or a kind that only a newer release knows; undefined in items stored before kinds existed.
   * Read it with `problemKindOf`.
   */
  kind: z.string().optional(),
  /** The next step for the person who can act, in at most 100 characters, if the error implies it. */
  remedy: z.string().optional(),
  /** The missing permission, if that is the cause. */
  missingPermission: z.string().optional(),
  /** Number of SKCs affected; undefined if the whole listing is. */
  skcs: z.number().int().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** Facts about a vault itself: how it protects its contents. */
export const targetFactsSchema = z.object({
  /** Deleted objects can be recovered. */
  softDelete: z.boolean(),
  /** Deleted objects cannot be purged before the retention period ends. */
  purgeProtection: z.boolean(),
  /** Days for which deleted objects can be recovered. */
  retentionDays: z.number().optional(),
});
export type TargetFacts = z.infer<typeof targetFactsSchema>;

/** A listing that was not read to its end: where the next call or run continues it, and what it said so far. */
export const unfinishedListingSchema = z.object({
  /** Names this listing among all of the target: SKCs that it named are stored under it. */
  generation: z.string(),
  /** The source's own text: where it stopped. */
  cursor: z.string(),
  startedAt: instantSchema,
  /** Since when no listing of the target was read to its end, begun again or not. */
  since: instantSchema,
  /** Stored pages with the keys of the SKCs that it named. */
  pages: z.number().int().nonnegative(),
  /** SKCs that it named. */
  seen: z.number().int().nonnegative(),
  /** Hash of what it said so far; undefined if a fact needs another reading. */
  hash: z.string().optional(),
  recheckAt: instantSchema.optional(),
  problems: z.array(problemSchema),
});
export type UnfinishedListing = z.infer<typeof unfinishedListingSchema>;

/** One reading of a target. */
export const scanSchema = targetSchema.extend({
  runId: z.string().describe('the run that read it'),
  outcome: z.enum(OUTCOMES).describe('`complete`, `partial`, `denied` or `failed`'),
  listed: z
    .boolean()
    .describe('Whether the listing was read to its end. Only then can an SKC be marked absent'),
  observedAt: instantSchema.describe('When this reading was made'),
  listedAsOf: instantSchema
    .optional()
    .describe(
      'When the cloud generated the listing, if earlier: a credential report is up to four hours old',
    ),
  lastListedAt: instantSchema.optional().describe('The last reading with a complete listing, if any'),
  count: z
    .number()
    .int()
    .nonnegative()
    .describe('SKCs present in the target after the last complete listing'),
  listingHash: z
    .string()
    .optional()
    .describe('hash of the listing: equal to the last one’s, nothing changed'),
  listing: unfinishedListingSchema
    .optional()
    .describe('Where a listing that was not read to its end continues, and what it said so far'),
  watchedUntil: z
    .record(z.string(), instantSchema)
    .optional()
    .describe('ids of watched SKCs whose marks all end by themselves, with when'),
  watched: z
    .record(z.string(), instantSchema)
    .optional()
    .describe(
      'ids of SKCs that a person marked as decoy or compromised, with when: each later use is recorded',
    ),
  recheckAt: instantSchema
    .optional()
    .describe('From then on a fact needs a precise reading even if the listing is unchanged'),
  facts: targetFactsSchema.optional().describe('Only for targets that are vaults'),
  unreadRuns: z
    .number()
    .int()
    .nonnegative()
    .describe('Consecutive runs, including this one, that did not read it completely'),
  problems: z.array(problemSchema).describe('what went wrong'),
  awaiting: z
    .array(z.string())
    .optional()
    .describe(
      'permissions that are new in this release and that the reading role does not grant yet: all that it lacks',
    ),
  scanRevision: z
    .number()
    .int()
    .positive()
    .describe('one more with every write; a write holds to the one it read'),
});
export type Scan = z.infer<typeof scanSchema>;

/** SKCs of a target for which every use is recorded: id → since when. */
export type Watched = NonNullable<Scan['watched']>;

/** `aws#123456789012|eu-west-1|aws.kms-key`: names a target in findings and messages. */
export function targetId(target: Pick<Target, 'account' | 'location' | 'source'>): string {
  return `${target.account}|${target.location}|${target.source}`;
}

/** The cloud's own id of an account: `123456789012` of `aws#123456789012`. */
export function accountIdOf(account: Target['account']): string {
  return account.slice(account.indexOf('#') + 1);
}
