import * as z from 'zod';
import { accountKeySchema, type AccountKey } from './account.ts';

/**
 * Who a message is for: the contacts of one account, those of the organisation, or one address that answers for many
 * accounts (`contact#` and the short key of the address).
 */
export type Audience = AccountKey | 'organisation' | SharedAudience;
export type SharedAudience = `contact#${string}`;

export const ORGANISATION_AUDIENCE = 'organisation';

export const sharedAudienceSchema = z.custom<SharedAudience>(
  (value) => typeof value === 'string' && /^contact#[a-z2-7]{26}$/.test(value),
  'expected contact#<26 characters>',
);

export const audienceSchema = z.union([
  accountKeySchema,
  z.literal(ORGANISATION_AUDIENCE),
  sharedAudienceSchema,
]);

/** Why an account's own contacts got no message. */
export const NOT_NOTIFIED_REASONS = ['no contact', 'no confirmed subscription'] as const;
export type NotNotifiedReason = (typeof NOT_NOTIFIED_REASONS)[number];

/**
 * The key under which a finding keeps what an audience was sent about it: `account`, `organisation`, or the shared
 * audience itself, since a finding's account may have several.
 */
export function notifiedKey(audience: Audience): string {
  if (audience === ORGANISATION_AUDIENCE || audience.startsWith('contact#')) return audience;
  return 'account';
}
