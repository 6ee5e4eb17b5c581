import * as z from 'zod';
import { instantSchema, openWord } from './fields.ts';

export const CONTACT_KINDS = ['inbox', 'shared-inbox', 'ticket-queue', 'chat-channel', 'webhook'] as const;

/** An address of an account's security contact. */
export const contactSchema = z.object({
  kind: openWord(CONTACT_KINDS),
  /** An e-mail address, an https URL or an SQS queue's ARN. */
  address: z.string().min(3),
  name: z.string().optional(),
  /** The channel that it chooses; without one its kind and address decide. */
  channel: z.string().optional(),
  /** Where it was learnt: `config`, later `aws-alternate-contact`, `mesh-stack` … */
  source: z.string(),
  since: instantSchema,
});
export type Contact = z.infer<typeof contactSchema>;

/** Where contacts are found that are not in the configuration. */
export const FOUND_IN = ['aws-alternate-contact', 'aws-account-tag'] as const;

/** A contact that a cloud names for an account. It is shown; it gets messages only where the configuration adopts it. */
export const foundContactSchema = contactSchema
  .pick({ kind: true, address: true, name: true })
  .extend({ source: openWord(FOUND_IN) });
export type FoundContact = z.infer<typeof foundContactSchema>;

/** What SNS says of the subscriptions of one topic. */
export interface TopicReach {
  topicArn: string;
  confirmed: string[];
  pending: string[];
}
