import * as z from 'zod';
import { instantSchema, openWord } from './fields.ts';

export const CONTACT_KINDS = ['inbox', 'shared-inbox', 'ticket-queue', 'chat-channel', 'webhook'] as const;

/** An address of an account's security contact. */
export const contactSchema = z.object({
  kind: openWord(CONTACT_KINDS),
  /** An e-mail address, an https URL or an SQS queue's ARN. */
  address: z.string().min(3),
  name: z.string().optional(),
  /** Its channel. Default: chosen from its kind and address. */
  channel: z.string().optional(),
  /** Where it comes from: `config`, `aws-alternate-contact` … */
  source: z.string(),
  since: instantSchema,
});
export type Contact = z.infer<typeof contactSchema>;

/** Sources of contacts other than the configuration. */
export const FOUND_IN = ['aws-alternate-contact', 'aws-account-tag'] as const;

/**
 * A contact that a cloud has on record for an account. It is shown, but gets messages only if the configuration
 * adopts it.
 */
export const foundContactSchema = contactSchema
  .pick({ kind: true, address: true, name: true })
  .extend({ source: openWord(FOUND_IN) });
export type FoundContact = z.infer<typeof foundContactSchema>;

/** Subscriptions of one topic, as reported by SNS. */
export interface TopicReach {
  topicArn: string;
  confirmed: string[];
  pending: string[];
}
