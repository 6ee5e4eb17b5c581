import * as z from 'zod';
import { accountKeySchema } from '../shared/model/account.ts';
import { instantSchema } from '../shared/model/fields.ts';

/** Why a call fails: the permission is missing, a policy denies it, or the call failed for another reason. */
export const LACKS = ['missing', 'denied', 'failed'] as const;

export const lackSchema = z.object({
  /** `kms:DescribeKey`, an Azure data action, a permission of Google Cloud; `secrets list (access policy)`. */
  permission: z.string(),
  /** The region or vault where it was tried; undefined if that makes no difference. */
  location: z.string().optional(),
  state: z.enum(LACKS),
  /** The cloud's own message, sanitized. */
  because: z.string(),
  /** The command to run, or the person to ask. */
  nextStep: z.string(),
  /** Why the configuration expects it (`expectedUnreadable`). */
  accepted: z.string().optional(),
});
export type Lack = z.infer<typeof lackSchema>;

const sourceCheckSchema = z.object({
  source: z.string(),
  granted: z.array(z.string()),
  /** Permissions that no call needed: the account has nothing to try them on. */
  untried: z.array(z.string()),
  lacks: z.array(lackSchema),
});
export type SourceCheck = z.infer<typeof sourceCheckSchema>;

const accountCheckSchema = z.object({
  account: accountKeySchema,
  name: z.string(),
  /** Why signing in to the account or listing its regions failed. */
  lacks: z.array(lackSchema),
  sources: z.array(sourceCheckSchema),
});
export type AccountCheck = z.infer<typeof accountCheckSchema>;

/** `waiting`: a person must act elsewhere, such as confirm an e-mail. `unasked`: it could not be checked from here. */
export const CHECK_STATES = ['fine', 'waiting', 'wrong', 'unasked'] as const;

const checkSchema = z.object({
  /** `azure`, `gcp`: a step of connecting that cloud, in the order of `skc connect`. */
  about: z.enum([
    'accounts',
    'management account',
    'azure',
    'gcp',
    'topic',
    'concurrency',
    'schedule',
    'last run',
  ]),
  /** What was checked; for a step its title. */
  subject: z.string(),
  state: z.enum(CHECK_STATES),
  says: z.string(),
  nextStep: z.string().optional(),
});
export type Check = z.infer<typeof checkSchema>;

/** The doctor's report, for people and programs. In version 1 `nextStep` had another name. */
export const doctorReportSchema = z.object({
  version: z.literal(2),
  now: instantSchema,
  /** The identity that signed in: the function's role if deployed, otherwise the person's. */
  by: z.string(),
  accounts: z.array(accountCheckSchema),
  checks: z.array(checkSchema),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;

/** Whether no action is needed. Waiting checks need action; unchecked and expected ones do not. */
export function isHealthy({ accounts, checks }: DoctorReport): boolean {
  const lacks = accounts.flatMap((account) => [
    ...account.lacks,
    ...account.sources.flatMap((source) => source.lacks),
  ]);
  return (
    lacks.every(({ accepted }) => accepted !== undefined) &&
    checks.every(({ state }) => state === 'fine' || state === 'unasked')
  );
}
