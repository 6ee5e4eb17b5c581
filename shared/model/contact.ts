import * as z from 'zod';
import { instantSchema, openWord } from './fields.ts';

export const CONTACT_KINDS = ['inbox', 'shared-inbox', 'ticket-queue', 'chat-channel', 'webhook'] as const;

/** An address of an account's security contact. */
export const contactSchema = z.object({
  kind: openWord(CONTACT_KINDS).describe('what is behind the address: `inbox`, `shared-inbox` …'),
  address: z.string().min(3).describe('An e-mail address, an https URL or an SQS queue’s ARN'),
  name: z.string().optional().describe('its name for people'),
  channel: z.string().optional().describe('Its channel. Default: chosen from its kind and address'),
  source: z.string().describe('Where it comes from: `config`, `aws-alternate-contact` …'),
  since: instantSchema.describe('when it was added'),
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

/** Subscriptions of a topic, or of all topics of an audience, as reported by SNS. */
export interface TopicSubscriptions {
  topicArn: string;
  confirmed: string[];
  pending: string[];
  /** ARNs of the confirmed ones, where they were read. */
  arns?: string[] | undefined;
  /** Topics of the audience that could not be read: who is subscribed to them is not known. */
  unread?: UnreadTopic[] | undefined;
}

/** A topic that SNS refused to read, and why. */
export interface UnreadTopic {
  topicArn: string;
  why: string;
}
