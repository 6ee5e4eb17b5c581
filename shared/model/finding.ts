import * as z from 'zod';
import { accountKeySchema } from './account.ts';
import { instantSchema } from './fields.ts';
import { KINDS } from './skc.ts';

/** From least to most severe. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const RULE_IDS = [
  'expired',
  'expiring',
  'renewal-failed',
  'rotation-failed',
  'rotation-overdue',
  'rotation-off',
  'never-expires',
  'unused',
  'root-access-key',
  'pending-deletion',
  'weak-cryptography',
  'not-recoverable',
  'target-unreadable',
  'no-contact',
  'contact-unconfirmed',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** What a finding is about. `id` is the SKC's id, the target's id, or the account's key. */
export const subjectSchema = z.object({
  kind: z.enum(['skc', 'target', 'account']),
  id: z.string(),
  name: z.string(),
  skcKind: z.enum(KINDS).optional(),
  type: z.string().optional(),
  location: z.string().optional(),
});
export type Subject = z.infer<typeof subjectSchema>;

/** What somebody was last told of a finding. */
export const notifiedSchema = z.object({
  digest: z.string(),
  at: instantSchema,
  state: z.enum(['open', 'resolved', 'deleted']),
  severity: z.enum(SEVERITIES),
  rung: z.number().optional(),
});
export type Notified = z.infer<typeof notifiedSchema>;

export const findingSchema = z.object({
  account: accountKeySchema,
  subject: subjectSchema,
  rule: z.enum(RULE_IDS),
  /** `deleted`: the SKC is gone, which resolves nothing. */
  state: z.enum(['open', 'resolved', 'deleted']),
  severity: z.enum(SEVERITIES),
  /** When it bites: the expiry, the day the limit was passed, the deletion. Past or future. */
  dueAt: instantSchema,
  /** Lowest step of the rule's ladder that was crossed: days left, negative when past. */
  rung: z.number().optional(),
  /** Facts in one sentence that stays true on other days: dates, no "in 3 days". */
  because: z.string(),
  /** The next step for the person who reads it. */
  action: z.string(),
  openedAt: instantSchema,
  /** Last time its state, severity, rung or facts changed. */
  changedAt: instantSchema,
  closedAt: instantSchema.optional(),
  /** Its target could not be read since; `lastSeenAt` is when it last was. */
  stale: z.object({ since: instantSchema, lastSeenAt: instantSchema.optional() }).optional(),
  /** Hidden from alerts by config; kept in reports. */
  excluded: z.object({ reason: z.string(), by: z.string(), until: instantSchema }).optional(),
  notified: z.object({ account: notifiedSchema.optional(), organisation: notifiedSchema.optional() }),
  history: z.array(
    z.object({
      at: instantSchema,
      state: z.enum(['open', 'resolved', 'deleted']),
      severity: z.enum(SEVERITIES),
      rung: z.number().optional(),
    }),
  ),
  revision: z.number().int().positive(),
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
