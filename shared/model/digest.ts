import * as z from 'zod';
import { accountKeySchema, CLOUDS } from './account.ts';
import { instantSchema } from './fields.ts';
import { findingStateSchema, SEVERITIES, subjectSchema } from './finding.ts';
import { OUTCOMES } from './target.ts';
import { vaultReachSchema } from './vaults.ts';

/** Who a digest is for: an account's contacts, or the organisation's. */
export const audienceSchema = z.union([accountKeySchema, z.literal('organisation')]);
export type Audience = z.infer<typeof audienceSchema>;

/** Why a finding is in a digest: never told, more severe than told, on its ladder's next rung, or over. */
export const NEWS_KINDS = ['new', 'worse', 'rung', 'resolved', 'deleted'] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

const count = z.number().int().nonnegative();
const bySeverity = z.object({ critical: count, high: count, medium: count, low: count });
export type CountBySeverity = z.infer<typeof bySeverity>;

const state = findingStateSchema;

/** One finding that is news. */
export const digestEntrySchema = z.object({
  account: accountKeySchema,
  news: z.enum(NEWS_KINDS),
  subject: subjectSchema,
  rule: z.string(),
  state,
  severity: z.enum(SEVERITIES),
  rung: z.number().optional(),
  /** What was told before, where it differs. */
  was: z.object({ severity: z.enum(SEVERITIES), rung: z.number().optional() }).optional(),
  dueAt: instantSchema,
  because: z.string(),
  action: z.string(),
  openedAt: instantSchema,
  /** Its target could not be read since then: the facts are the last known ones. */
  staleSince: instantSchema.optional(),
  /** Shown as part of a roll-up, not as a line of its own. */
  rolledUp: z.boolean(),
});
export type DigestEntry = z.infer<typeof digestEntrySchema>;

/** Many findings of one rule in one account, told in one line. */
export const rollUpSchema = z.object({
  account: accountKeySchema,
  rule: z.string(),
  state,
  /** The highest among them. */
  severity: z.enum(SEVERITIES),
  count,
  /** Live SKCs of the same types in the account, where known. */
  of: count.optional(),
  kind: z.string().optional(),
  /** The first names. */
  examples: z.array(z.string()),
  action: z.string(),
  /** The earliest among them. */
  dueAt: instantSchema,
});
export type RollUp = z.infer<typeof rollUpSchema>;

/** Targets that were not read whole, for one and the same cause. */
export const unreadSchema = z.object({
  account: accountKeySchema,
  outcome: z.enum(OUTCOMES),
  code: z.string(),
  operation: z.string(),
  missingPermission: z.string().optional(),
  targets: count,
  locations: z.array(z.string()),
  sources: z.array(z.string()),
  /** Runs in a row: the most of any of these targets. */
  runs: count,
  /** Config's reason to expect it. */
  accepted: z.string().optional(),
});
export type Unread = z.infer<typeof unreadSchema>;

export const coverageSchema = z.object({
  planned: count,
  complete: count,
  /** Absent where there are no vaults. */
  vaults: vaultReachSchema.optional(),
  unread: z.array(unreadSchema),
});
export type Coverage = z.infer<typeof coverageSchema>;

export const accountRefSchema = z.object({
  key: accountKeySchema,
  cloud: z.enum(CLOUDS),
  id: z.string(),
  name: z.string(),
});
export type AccountRef = z.infer<typeof accountRefSchema>;

export const UNTOLD_REASONS = ['no contact', 'no confirmed subscription'] as const;
export type UntoldReason = (typeof UNTOLD_REASONS)[number];

/** How one account stands, in the organisation's digest. */
export const accountLineSchema = accountRefSchema.extend({
  /** Why its own contacts were not told; absent where they were. */
  untold: z.enum(UNTOLD_REASONS).optional(),
  open: bySeverity,
  news: count,
  targets: count,
  complete: count,
});
export type AccountLine = z.infer<typeof accountLineSchema>;

/** What one audience is sent after a run. Texts in it are harmless and bounded. */
export const digestSchema = z.object({
  version: z.literal(1),
  /** A hash of what it says: the same content has the same id, whenever it is sent. */
  id: z.string().regex(/^D-[0-9a-f]{8}$/),
  audience: audienceSchema,
  /** `first`: nothing was ever sent to this audience, so this is a summary of all that is open. */
  kind: z.enum(['first', 'news']),
  /** Absent in the organisation's digest. */
  account: accountRefSchema.optional(),
  /** Who it goes to, for the reader to see; names where known. */
  contacts: z.array(z.string()),
  run: z.object({ id: z.string(), now: instantSchema }),
  link: z.string().optional(),
  /** The highest of what is open and news. */
  severity: z.enum([...SEVERITIES, 'none']),
  /** What is open and news, by severity. */
  open: bySeverity,
  news: z.object({ new: count, worse: count, rung: count, resolved: count, deleted: count }),
  rules: z.array(z.string()),
  coverage: coverageSchema,
  entries: z.array(digestEntrySchema),
  /** News of this digest that is counted above but, for its size, not listed. */
  entriesOmitted: count,
  rollUps: z.array(rollUpSchema),
  /** News kept for the next digest. */
  postponed: count,
  /** Open and told before, nothing new. */
  stillOpen: bySeverity,
  /** The organisation's digest: accounts not told, or not read whole. */
  accounts: z.array(accountLineSchema).optional(),
  accountsOmitted: count.optional(),
  accountsTotal: count.optional(),
});
export type Digest = z.infer<typeof digestSchema>;
