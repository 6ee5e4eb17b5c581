import * as z from 'zod';
import { accountKeySchema, type AccountKey } from './account.ts';

/**
 * Who a message is for: the contacts of one account, those of the organisation, or one address shared by many
 * accounts (`contact#` and the address's short key).
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

/** A step of the account failed in every try, so its contacts may know nothing of this run. */
export const FAILED_STEPS = ['not evaluated', 'message failed'] as const;
/** Why an account's contacts were not notified; `filtered`: their filter policies drop the message of this run. */
export const NOT_NOTIFIED_REASONS = [
  'no contact',
  'no confirmed subscription',
  'filtered',
  ...FAILED_STEPS,
] as const;
export type NotNotifiedReason = (typeof NOT_NOTIFIED_REASONS)[number];

/**
 * The key in a finding's `notified` for an audience: `account`, `organisation`, or the shared audience itself,
 * since an account may have several of those.
 */
export function notifiedKey(audience: Audience): string {
  if (audience === ORGANISATION_AUDIENCE || audience.startsWith('contact#')) return audience;
  return 'account';
}
