import * as z from 'zod';
import { instantSchema } from './fields.ts';

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
  status: z
    .enum(['active', 'retired'])
    .describe(
      '`retired`: suspended or removed from the organisation; its last record is kept, and it is no longer read',
    ),
  retiredAt: instantSchema.optional().describe('when it was found gone'),
});
export type Account = z.infer<typeof accountSchema>;

export function accountKey(cloud: Cloud, id: string): AccountKey {
  return `${cloud}#${id}`;
}
