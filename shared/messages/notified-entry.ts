import * as z from 'zod';
import { accountKeySchema } from '../model/account.ts';
import { findingStateSchema, SEVERITIES } from '../model/finding.ts';
import type { NotifiedEntry } from './contract.ts';

/**
 * Writes what was notified about one finding as one short string, as the messageLog keeps it: 2,000 of them fit in an item beside
 * the digest. `aws#123456789012 <26 characters> expiring open high 14`; `-` stands for no rung, and `+` at the end for
 * one that a roll-up counts.
 */
export function packNotified(entry: NotifiedEntry): string {
  const { account, subject, rule, state, severity, rung, counted } = entry;
  return [account, subject, rule, state, severity, rung ?? '-', ...(counted === true ? ['+'] : [])].join(' ');
}

/**
 * Reads what {@link packNotified} wrote.
 * @throws {z.ZodError} when it is anything else.
 */
export function unpackNotified(packed: string): NotifiedEntry {
  const [account, subject, rule, state, severity, rung, counted] = packed.split(' ');
  const { counted: isCounted, ...entry } = packedSchema.parse({
    account,
    subject,
    rule,
    state,
    severity,
    rung,
    counted,
  });
  return isCounted === undefined ? entry : { ...entry, counted: true };
}

const packedSchema = z.object({
  account: accountKeySchema,
  subject: z.string().min(1),
  rule: z.string().min(1),
  state: findingStateSchema,
  severity: z.enum(SEVERITIES),
  rung: z
    .string()
    .regex(/^(-|-?\d+(\.\d+)?)$/)
    .transform((rung) => (rung === '-' ? undefined : Number(rung))),
  counted: z.literal('+').optional(),
});
