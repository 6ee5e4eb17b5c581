import * as z from 'zod';
import { instantSchema, openWord } from './fields.ts';

export const CLOUDS = ['aws', 'azure', 'gcp'] as const;
export type Cloud = (typeof CLOUDS)[number];

/** `<cloud>#<id>`, such as `aws#123456789012`: the partition key of everything stored for an account. */
export type AccountKey = `${Cloud}#${string}`;

export function isAccountKey(value: unknown): value is AccountKey {
  return typeof value === 'string' && /^(aws|azure|gcp)#[^#\s]+$/.test(value);
}

export const accountKeySchema = z.custom<AccountKey>(
  isAccountKey,
  'expected <cloud>#<id>, like aws#123456789012',
);

/** `retired`: gone from its cloud. `excluded`: left out by the configuration. Only `active` accounts are read. */
export const ACCOUNT_STATUSES = ['active', 'retired', 'excluded'] as const;

/** An AWS account, Azure subscription, Entra tenant or GCP project found by `plan`. */
export const accountSchema = z.object({
  key: accountKeySchema.describe('the account’s key: `aws#123456789012`'),
  cloud: z.enum(CLOUDS).describe('`aws`, `azure` or `gcp`'),
  id: z.string().min(1).describe('The cloud’s own id: 12 digits, a subscription’s GUID, a project’s id'),
  name: z.string().describe('its name for people'),
  path: z
    .array(z.string())
    .describe(
      'The path of organisational units, management groups or folders, outermost first; empty where unknown',
    ),
  status: openWord(ACCOUNT_STATUSES).describe(
    '`active`; `retired`: suspended or removed from the organisation; `excluded`: left out by the configuration. The last record of the latter two is kept, and they are no longer read',
  ),
  systemMade: z
    .boolean()
    .optional()
    .describe(
      'Made by the cloud itself, such as a project of Apps Script: nobody expects a contact, and what cannot be read in it is of low severity',
    ),
  retiredAt: instantSchema.optional().describe('when it was found gone'),
  excludedAt: instantSchema.optional().describe('the run since which the configuration leaves it out'),
});
export type Account = z.infer<typeof accountSchema>;

export function accountKey(cloud: Cloud, id: string): AccountKey {
  return `${cloud}#${id}`;
}
