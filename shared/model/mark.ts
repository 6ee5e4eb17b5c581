import * as z from 'zod';
import { accountKeySchema } from './account.ts';
import { instantSchema, openWord } from './fields.ts';

export const MARK_KINDS = ['compromised', 'decoy', 'exception', 'owner'] as const;

/** What a person recorded about an SKC. A scan never changes it. */
export const markSchema = z.object({
  account: accountKeySchema,
  skcId: z.string().min(1).describe('the SKC’s id, or its key where it is longer than an index takes'),
  kind: openWord(MARK_KINDS).describe('what is said of it'),
  by: z.string().min(1).describe('who set or cleared it'),
  at: instantSchema.describe('when it was set or cleared'),
  reason: z.string().optional().describe('why'),
  until: instantSchema.optional().describe('when it ends by itself'),
  value: z.string().optional().describe('the owner’s address or name'),
  cleared: z.boolean().optional().describe('true once it was taken back; who and when stay'),
});
export type Mark = z.infer<typeof markSchema>;

/** Whether a mark is in effect at an instant: set, not cleared and not ended. */
export function holds(mark: Mark, now: string): boolean {
  return mark.cleared !== true && mark.at <= now && (mark.until === undefined || now < mark.until);
}
