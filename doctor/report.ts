import * as z from 'zod';
import { accountKeySchema } from '../shared/model/account.ts';
import { instantSchema } from '../shared/model/fields.ts';

/** Why something cannot be called: nobody granted it, somebody denies it, or it could not be told. */
export const LACKS = ['missing', 'denied', 'failed'] as const;

export const lackSchema = z.object({
  /** `kms:DescribeKey`, an Azure data action, a permission of Google Cloud; `secrets list (access policy)`. */
  permission: z.string(),
  /** The region or vault that it was tried in; none where it makes no difference. */
  location: z.string().optional(),
  state: z.enum(LACKS),
  /** The cloud's own words, harmless. */
  because: z.string(),
  /** The command, template or person that mends it. */
  mend: z.string(),
});
export type Lack = z.infer<typeof lackSchema>;

const sourceCheckSchema = z.object({
  source: z.string(),
  granted: z.array(z.string()),
  /** What the account holds nothing to try it on. */
  untried: z.array(z.string()),
  lacks: z.array(lackSchema),
});
export type SourceCheck = z.infer<typeof sourceCheckSchema>;

const accountCheckSchema = z.object({
  account: accountKeySchema,
  name: z.string(),
  /** Why the account could not be signed in to, or its regions not be listed. */
  lacks: z.array(lackSchema),
  sources: z.array(sourceCheckSchema),
});
export type AccountCheck = z.infer<typeof accountCheckSchema>;

/** `waiting`: a person has to do something elsewhere, confirm a mail say. `unasked`: this way of asking cannot tell. */
export const CHECK_STATES = ['fine', 'waiting', 'wrong', 'unasked'] as const;

const checkSchema = z.object({
  /** `azure`, `gcp`: a step of connecting that cloud, in the order of `skc connect`. */
  about: z.enum(['accounts', 'management account', 'azure', 'gcp', 'topic', 'schedule', 'last run']),
  /** What is looked at; of a step its title. */
  subject: z.string(),
  state: z.enum(CHECK_STATES),
  says: z.string(),
  mend: z.string().optional(),
});
export type Check = z.infer<typeof checkSchema>;

/** All that a doctor found, for people and programs. */
export const doctorReportSchema = z.object({
  version: z.literal(1),
  now: instantSchema,
  /** Who was signed in: the function's role when deployed, else the person's. */
  by: z.string(),
  accounts: z.array(accountCheckSchema),
  checks: z.array(checkSchema),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;

/** Whether all is as it must be. What waits for a person is not, and what could not be asked does not count. */
export function isHealthy({ accounts, checks }: DoctorReport): boolean {
  const granted = accounts.every(
    ({ lacks, sources }) => lacks.length === 0 && sources.every((source) => source.lacks.length === 0),
  );
  return granted && checks.every(({ state }) => state === 'fine' || state === 'unasked');
}
