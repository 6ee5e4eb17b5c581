import * as z from 'zod';
import { accountKeySchema } from './account.ts';
import { instantSchema, openWord, type OpenWord } from './fields.ts';

export const CHANGE_KINDS = [
  'discovered',
  'rotated',
  'renewed',
  'expiry-moved',
  'enabled',
  'disabled',
  'deletion-scheduled',
  'deletion-cancelled',
  'deleted',
  'restored',
  'rotation-changed',
  'moved',
  'used-again',
  'edited',
  'unreadable',
  'readable',
] as const;
export type ChangeKind = OpenWord<(typeof CHANGE_KINDS)[number]>;

/** How often each kind of change was recorded. */
export type ChangeCounts = Record<string, number>;

/** A difference that a scan found in one SKC. `before` and `after` contain only the changed fields. */
export const changeSchema = z.object({
  account: accountKeySchema.describe('the account’s key: `aws#123456789012`'),
  skcId: z.string().describe('the SKC’s id'),
  revision: z.number().int().positive().describe('The SKC’s revision after this change'),
  kinds: z.array(openWord(CHANGE_KINDS)).min(1).describe('what kind of change: `rotated`, `deleted` …'),
  observedAt: instantSchema.describe('the run that saw it'),
  name: z.string().optional().describe('The SKC’s name then; changes of the first release lack it'),
  type: z.string().optional().describe('its type, likewise'),
  before: z.record(z.string(), z.unknown()).describe('fields that differ, as they were'),
  after: z.record(z.string(), z.unknown()).describe('fields that differ, as they are'),
});
export type Change = z.infer<typeof changeSchema>;
