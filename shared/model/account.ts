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
  key: accountKeySchema,
  cloud: z.enum(CLOUDS),
  /** The cloud's own id: 12 digits, a subscription's GUID, a project's id. */
  id: z.string().min(1),
  name: z.string(),
  /** The path of organisational units, management groups or folders, outermost first; empty where unknown. */
  path: z.array(z.string()),
  /** `retired`: suspended or removed from the organisation; its last record is kept, and it is no longer read. */
  status: z.enum(['active', 'retired']),
  retiredAt: instantSchema.optional(),
});
export type Account = z.infer<typeof accountSchema>;

export function accountKey(cloud: Cloud, id: string): AccountKey {
  return `${cloud}#${id}`;
}
