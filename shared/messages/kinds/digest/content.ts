import * as z from 'zod';
import { accountKeySchema, CLOUDS } from '../../../model/account.ts';
import { NOT_NOTIFIED_REASONS } from '../../../model/audience.ts';
import { instantSchema } from '../../../model/fields.ts';
import { findingStateSchema, SEVERITIES, subjectSchema } from '../../../model/finding.ts';
import { unknownVerdictsSchema } from '../../../model/run.ts';
import { OUTCOMES } from '../../../model/target.ts';
import { vaultCoverageSchema } from '../../../model/vaults.ts';
import { RULE_IDS } from '../../../rules/registry.ts';

/** The subject of every digest in the message log: an audience has one digest at a time. */
export const DIGEST_SUBJECT = 'findings';

/**
 * Why a finding is in a digest: not notified before, more severe than notified, on its ladder's next rung, over, or
 * named again although nothing changed.
 */
export const NEWS_KINDS = ['new', 'worse', 'rung', 'resolved', 'deleted', 'unchanged'] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

const count = z.number().int().nonnegative();
const bySeverity = z.object({ critical: count, high: count, medium: count, low: count });
export type CountBySeverity = z.infer<typeof bySeverity>;

const state = findingStateSchema;
/** A newer version has rules that this one does not know: any id is read. */
const rule = z
  .string()
  .describe('Id of the rule. Newer versions add rules: accept ids that are not among the examples.')
  .meta({ examples: [...RULE_IDS] });

/** Facts of an SKC beside its finding, as far as they are known. */
export const factsSchema = z.object({
  typeTitle: z.string().optional().describe('The type in words: `ACM certificate`.'),
  use: z
    .string()
    .optional()
    .describe(
      'What uses it, as far as it was read: `in use by 2 load balancers`, `last used on 2026-11-21`.',
    ),
  issuer: z.string().optional().describe('Who issued a certificate.'),
  consoleUrl: z.string().optional().describe('Its page in the console of its cloud.'),
});
export type Facts = z.infer<typeof factsSchema>;

/** What the words about a finding's time and its place in the order need. */
const timesSchema = z.object({
  dueAt: instantSchema,
  dayUnknown: z
    .boolean()
    .optional()
    .describe('True if nobody knows on which day it began: dueAt is then only when a run first saw it.'),
  since: instantSchema
    .optional()
    .describe('The day from which a duration in words counts, if not dueAt: the last use, the successor.'),
});

/** One finding that is news. */
export const digestEntrySchema = z.object({
  account: accountKeySchema,
  news: z.enum(NEWS_KINDS),
  subject: subjectSchema,
  rule,
  state,
  severity: z.enum(SEVERITIES),
  rung: z.number().optional(),
  /** What the last message said, where it differs. */
  was: z.object({ severity: z.enum(SEVERITIES), rung: z.number().optional() }).optional(),
  ...timesSchema.shape,
  inUse: z.boolean().optional().describe('Whether something uses the SKC; absent where that is not known.'),
  weight: z
    .number()
    .int()
    .optional()
    .describe('Steps by which the configuration raised or lowered its severity.'),
  because: z.string(),
  action: z.string(),
  accountName: z.string().optional().describe('The name of its account, where it has one.'),
  replaces: rule
    .optional()
    .describe('The rule whose finding on the same SKC it took the place of: one line that moved.'),
  knownSince: instantSchema
    .optional()
    .describe('When the finding opened that it took the place of; openedAt is its own.'),
  ...factsSchema.shape,
  owner: z
    .string()
    .optional()
    .describe('Who answers for the SKC: from its tag, else from a mark. Absent where it is not known.'),
  criticality: z.string().optional().describe('How much depends on the SKC, from its tag.'),
  environment: z.string().optional().describe('Where the SKC is used, from its tag.'),
  openedAt: instantSchema,
  /** Its target could not be read since then: the facts are the last known ones. */
  staleSince: instantSchema.optional(),
  escalated: z
    .literal(true)
    .optional()
    .describe(
      'In the organisation’s digest: the account’s own contacts are notified, and it has been open for long.',
    ),
  /** Shown as part of a roll-up, not as a line of its own. */
  rolledUp: z.boolean(),
});
export type DigestEntry = z.infer<typeof digestEntrySchema>;

/** Many findings in one line: of one rule in one account, or what `rules` and `accounts` say. */
export const rollUpSchema = z.object({
  account: accountKeySchema,
  rule,
  state,
  /** The highest among them. */
  severity: z.enum(SEVERITIES),
  count,
  accountName: z.string().optional().describe('The name of its account, where it has one.'),
  rules: z
    .record(z.string(), count)
    .optional()
    .describe('Where it counts findings of several rules: how many of each; rule is the one of the worst.'),
  accounts: count
    .optional()
    .describe('Where it counts findings of several accounts: how many; account is the one of the worst.'),
  systemMade: z
    .literal(true)
    .optional()
    .describe('It counts targets of accounts that the cloud itself made, such as projects of Apps Script.'),
  /** Live SKCs of the same types in the account, where known. */
  of: count.optional(),
  kind: z.string().optional(),
  worst: z
    .object({
      name: z.string(),
      severity: z.enum(SEVERITIES),
      ...timesSchema.shape,
      rule: rule.optional(),
    })
    .optional()
    .describe('The most urgent of the most severe ones. Absent in digests of older releases.'),
  /** More names. */
  examples: z.array(z.string()),
  action: z.string(),
  /** The earliest among them. */
  dueAt: instantSchema,
  unchanged: z.literal(true).optional().describe('All of them are named again although nothing changed.'),
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

const gapsSchema = z.object({ targets: count, accounts: count });
export type Gaps = z.infer<typeof gapsSchema>;

export const coverageSchema = z.object({
  planned: count,
  complete: count,
  /** Absent where there are no vaults. */
  vaults: vaultCoverageSchema.optional(),
  /** Not read because the reading roles lack permissions that are new in this release; listed nowhere else. */
  awaiting: z.object({ targets: count, permissions: z.array(z.string()) }).optional(),
  expected: gapsSchema
    .optional()
    .describe('What was not read as the configuration expects; also in unread, as far as that has room.'),
  systemMade: gapsSchema
    .optional()
    .describe('What was not read in accounts that the cloud itself made; listed nowhere else.'),
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

/** One account, in a digest about several. */
export const accountLineSchema = accountRefSchema.extend({
  /** Why its own contacts got no message; absent where they did. */
  notNotified: z.enum(NOT_NOTIFIED_REASONS).optional(),
  open: bySeverity,
  news: count,
  targets: count,
  complete: count,
});
export type AccountLine = z.infer<typeof accountLineSchema>;

export const mostUrgentSchema = z.object({
  name: z.string(),
  rule,
  severity: z.enum(SEVERITIES),
  ...timesSchema.shape,
  account: accountKeySchema,
  accountName: z.string().optional(),
});
export type MostUrgent = z.infer<typeof mostUrgentSchema>;

const digestShape = z.object({
  version: z.literal(2),
  /** The kind of message. */
  kind: z.literal('digest'),
  /** A hash of what it says: the same content has the same id, whenever it is sent. */
  id: z.string().regex(/^D-[0-9a-f]{8}$/),
  /** An account's key, `organisation`, or `contact#…` for an address that answers for several accounts. */
  audience: z.string(),
  /** No digest was sent to this audience before, so this is a summary of all that is open. */
  first: z.boolean(),
  /** Absent in a digest about several accounts. */
  account: accountRefSchema.optional(),
  /** Who it goes to, for the reader to see; names where known. */
  contacts: z.array(z.string()),
  run: z.object({ id: z.string(), now: instantSchema }),
  link: z.string().optional(),
  /** The highest of what is open and news. */
  severity: z.enum([...SEVERITIES, 'none']),
  /** What is open and news, by severity. */
  open: bySeverity,
  news: z.object({
    new: count,
    worse: count,
    rung: count,
    resolved: count,
    deleted: count,
    unchanged: count.default(0),
  }),
  rules: z.array(rule),
  coverage: coverageSchema,
  entries: z.array(digestEntrySchema),
  /** Findings that a roll-up counts and that, for the digest's size, are not listed. */
  entriesOmitted: count,
  rollUps: z.array(rollUpSchema),
  /** News kept for the next digest, which this one neither lists nor counts. */
  postponed: count,
  postponedOpen: bySeverity
    .optional()
    .describe('Those of it that are open, by severity. Absent where nothing is postponed.'),
  /** Open and notified before, nothing new. */
  stillOpen: bySeverity,
  openInAll: bySeverity
    .optional()
    .describe(
      'All that is open for the audience, whichever message named it: decides the subject and the attributes severity and severities.',
    ),
  mostUrgent: mostUrgentSchema
    .optional()
    .describe('The most urgent of all that is open for the audience. Absent where nothing is open.'),
  timeZones: z
    .array(z.string())
    .optional()
    .describe(
      'Time zones of the contacts, from the configuration: hours are written in them as well as in UTC.',
    ),
  operators: z
    .array(z.string())
    .optional()
    .describe(
      'Contacts of the organisation, who can accept a finding until a day. Absent in its own digest.',
    ),
  unknown: unknownVerdictsSchema
    .optional()
    .describe('What could not be judged, by rule and missing facts. Absent where everything was.'),
  notCompared: count
    .optional()
    .describe(
      'Open findings that no exclusion by tag could be compared with: tags of their SKCs were not read.',
    ),
  /** Open findings whose rule, state or subject only a newer version knows: counted, not listed, not notified. */
  fromNewerVersion: count.default(0),
  /** In the organisation's digest: accounts without a confirmed contact or with gaps. In one about several: all. */
  accounts: z.array(accountLineSchema).optional(),
  accountsOmitted: count.optional(),
  accountsTotal: count.optional(),
  /** In the organisation's digest: accounts that the configuration leaves out since the last one, and how many open findings that closed. */
  leftOut: z.array(accountRefSchema.extend({ closed: count })).optional(),
  newlyExcluded: z
    .array(z.object({ reason: z.string(), by: z.string(), until: instantSchema, findings: bySeverity }))
    .optional()
    .describe(
      'In the organisation’s digest: open findings that an exclusion hides since the last one, by exclusion.',
    ),
});

/** What one audience is sent after a run. Texts in it are sanitized and bounded. */
export type Digest = z.infer<typeof digestShape>;

/** Reads a digest, also one of version 1, which a run of the previous release may have left in the message log. */
export const digestSchema = z.preprocess(upgraded, digestShape);
/** As it is written now. */
export const digestContentSchema = digestShape;

/** Version 1: `kind` was `first` or `news`, `dueAt` was `bitesAt`, `notNotified` was `untold`. */
function upgraded(value: unknown): unknown {
  const read = version1Schema.safeParse(value);
  if (!read.success) return value;
  const { kind, entries, rollUps, accounts, ...same } = read.data;
  return {
    ...same,
    version: 2,
    kind: 'digest',
    first: kind === 'first',
    entries: entries.map(due),
    rollUps: rollUps.map(due),
    ...(accounts === undefined
      ? {}
      : { accounts: accounts.map(({ untold, ...account }) => ({ ...account, notNotified: untold })) }),
  };
}

function due({ bitesAt, ...line }: { bitesAt?: unknown } & Record<string, unknown>): unknown {
  return bitesAt === undefined ? line : { ...line, dueAt: bitesAt };
}

const line = z.looseObject({ bitesAt: z.unknown().optional() });
const version1Schema = z.looseObject({
  version: z.literal(1),
  kind: z.enum(['first', 'news']),
  entries: z.array(line),
  rollUps: z.array(line),
  accounts: z.array(z.looseObject({ untold: z.unknown().optional() })).optional(),
});
