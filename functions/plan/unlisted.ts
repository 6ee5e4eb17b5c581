import * as z from 'zod';
import { CLOUDS } from '../../shared/model/account.ts';
import { problemSchema } from '../../shared/model/target.ts';

/** A cloud whose accounts could not be listed, and why; the ones known from before are planned in their place. */
export const unlistedSchema = z.object({
  cloud: z.enum(CLOUDS),
  problem: problemSchema.extend({ remedy: z.string() }),
});
export type Unlisted = z.infer<typeof unlistedSchema>;
