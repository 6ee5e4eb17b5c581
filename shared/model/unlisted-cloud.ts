import * as z from 'zod';
import { CLOUDS } from './account.ts';
import { problemSchema } from './target.ts';

/** A cloud whose accounts could not be listed, and why. The accounts known from earlier runs are planned instead. */
export const unlistedSchema = z.object({
  cloud: z.enum(CLOUDS),
  problem: problemSchema.extend({ remedy: z.string() }),
});
export type Unlisted = z.infer<typeof unlistedSchema>;
