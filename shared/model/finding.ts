import * as z from 'zod';
import { accountKeySchema } from './account.ts';
import { instantSchema, openWord } from './fields.ts';
import { KINDS } from './skc.ts';

/** From least to most severe. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Id of a rule. A stored finding may have one that only a newer version knows. */
export type RuleId = string;

/**
 * `deleted`: the SKC was deleted before the finding was resolved. `excluded`: the configuration leaves its account out,
 * which resolves nothing.
 */
export const FINDING_STATES = ['open', 'resolved', 'deleted', 'excluded'] as const;
/** A state in which a finding is closed. */
export type ClosedState = Exclude<(typeof FINDING_STATES)[number], 'open'>;
export type FindingState = z.infer<typeof findingStateSchema>;
export const findingStateSchema = openWord(FINDING_STATES);

export const SUBJECT_KINDS = ['skc', 'target', 'account'] as const;
export type SubjectKind = z.infer<typeof subjectKindSchema>;
export const subjectKindSchema = openWord(SUBJECT_KINDS);

/** The subject of a finding. `id` is the SKC's id, the target's id or the account's key. */
export const subjectSchema = z.looseObject({
  kind: subjectKindSchema,
  id: z.string().min(1),
  name: z.string(),
  skcKind: z.enum(KINDS).optional(),
  type: z.string().optional(),
  location: z.string().optional(),
});
export type Subject = z.infer<typeof subjectSchema>;

/** A finding as the last message to an audience described it. */
export const notifiedSchema = z.looseObject({
  digest: z.string(),
  at: instantSchema,
  state: findingStateSchema,
  severity: z.enum(SEVERITIES),
  rung: z.number().optional(),
});
export type Notified = z.infer<typeof notifiedSchema>;

export const findingSchema = z.object({
  account: accountKeySchema.describe('the account’s key: `aws#123456789012`'),
  subject: subjectSchema.describe(
    'what it is about: `kind`, `id`, `name` and, of an SKC, `skcKind`, `type`, `location`',
  ),
  rule: z.string().min(1).describe('id of the rule'),
  state: findingStateSchema.describe(
    '`open`, `resolved`, `deleted` (the subject is gone), or `excluded` (its account is left out): the last two resolve nothing',
  ),
  severity: z.enum(SEVERITIES).describe('`low`, `medium`, `high` or `critical`'),
  dueAt: instantSchema.describe(
    'When it is due: the expiry, the deletion, or the day on which a limit was exceeded. Past or future',
  ),
  dayUnknown: z
    .boolean()
    .optional()
    .describe('True if nobody knows on which day it began: `dueAt` is then only when a run first saw it'),
  since: instantSchema
    .optional()
    .describe('The day from which a duration in words counts, if not `dueAt`: the last use, the successor'),
  rung: z
    .number()
    .optional()
    .describe('The last step of the rule’s ladder that was reached: days left, negative once past'),
  because: z
    .string()
    .describe('The facts in one sentence that remains true on other days: dates, not "in 3 days"'),
  action: z.string().describe('The next step for the reader'),
  owner: z
    .string()
    .optional()
    .describe('Who answers for the SKC: from its tag, else from a mark `owner` in effect'),
  criticality: z.string().optional().describe('How much depends on the SKC, from its tag'),
  environment: z.string().optional().describe('Where the SKC is used, from its tag'),
  inUse: z
    .boolean()
    .optional()
    .describe(
      'Whether something uses the SKC: attached, or used within 30 days (true); known to be unused (false); absent where its cloud does not say',
    ),
  weight: z
    .number()
    .int()
    .optional()
    .describe(
      'Steps by which the configuration raised (1) or lowered (-1) its severity for criticality or environment',
    ),
  openedAt: instantSchema.describe('when it opened'),
  changedAt: instantSchema.describe('When its state, severity, rung or facts last changed'),
  closedAt: instantSchema.optional().describe('when it closed'),
  replacedBy: z
    .string()
    .optional()
    .describe('The rule whose finding on the same SKC took its place: it moved there and is not resolved'),
  stale: z
    .looseObject({ since: instantSchema, lastSeenAt: instantSchema.optional() })
    .optional()
    .describe('Its target could not be read since `since`; `lastSeenAt` is the last successful reading'),
  excluded: z
    .looseObject({
      reason: z.string(),
      by: z.string(),
      until: instantSchema,
      since: instantSchema.optional(),
    })
    .optional()
    .describe('Excluded from alerts by the configuration since `since`; still in reports'),
  notified: z.record(z.string(), notifiedSchema).describe('By `notifiedKey` of the audience'),
  history: z
    .array(
      z.looseObject({
        at: instantSchema,
        state: findingStateSchema,
        severity: z.enum(SEVERITIES),
        rung: z.number().optional(),
      }),
    )
    .describe('its last 40 states'),
  revision: z
    .number()
    .int()
    .positive()
    .describe('one more with every write; a write holds to the one it read'),
});
export type Finding = z.infer<typeof findingSchema>;

/** Below zero when `a` is less severe than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** Moves a severity by steps, staying on the scale. */
export function shiftSeverity(severity: Severity, steps: number): Severity {
  const index = Math.min(Math.max(SEVERITIES.indexOf(severity) + steps, 0), SEVERITIES.length - 1);
  return SEVERITIES[index] ?? severity;
}
