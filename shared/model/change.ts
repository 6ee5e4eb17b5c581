import * as z from 'zod';
import { accountKeySchema } from './account.ts';
import { instantSchema } from './fields.ts';

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
  'edited',
  'unreadable',
  'readable',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What one scan found different in one SKC. `before` and `after` hold the fields that differ and no others. */
export const changeSchema = z.object({
  account: accountKeySchema,
  skcId: z.string(),
  /** The SKC's revision that this change made. */
  revision: z.number().int().positive(),
  kinds: z.array(z.enum(CHANGE_KINDS)).min(1),
  observedAt: instantSchema,
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});
export type Change = z.infer<typeof changeSchema>;
