import * as z from 'zod';
import { accountKeySchema } from '../model/account.ts';
import { findingStateSchema, SEVERITIES } from '../model/finding.ts';
import type { NotifiedEntry } from './contract.ts';

/**
 * Writes what was notified about one finding as one short string, as the messageLog keeps it: 2,000 of them fit in an item beside
 * the digest. `aws#123456789012 <26 characters> expiring open high 14`; `-` stands for no rung.
 */
export function packNotified(entry: NotifiedEntry): string {
  const { account, subject, rule, state, severity, rung } = entry;
  return [account, subject, rule, state, severity, rung ?? '-'].join(' ');
}

/**
 * Reads what {@link packNotified} wrote.
 * @throws {z.ZodError} when it is anything else.
 */
export function unpackNotified(packed: string): NotifiedEntry {
  const [account, subject, rule, state, severity, rung] = packed.split(' ');
  return packedSchema.parse({ account, subject, rule, state, severity, rung });
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
});
