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
  account: accountKeySchema,
  skcId: z.string(),
  /** The SKC's revision after this change. */
  revision: z.number().int().positive(),
  kinds: z.array(openWord(CHANGE_KINDS)).min(1),
  observedAt: instantSchema,
  /** The SKC's name and type then; changes of the first release lack them. */
  name: z.string().optional(),
  type: z.string().optional(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});
export type Change = z.infer<typeof changeSchema>;
