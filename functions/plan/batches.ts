import * as z from 'zod';
import { accountKeySchema } from '../../shared/model/account.ts';
import { targetSchema } from '../../shared/model/target.ts';
import type { Plan } from './plan.ts';

/** Targets of one account that one invocation of a collect function reads in one session. */
export const batchSchema = z.object({
  account: accountKeySchema,
  targets: z.array(targetSchema.pick({ location: true, source: true })),
});
export type Batch = z.infer<typeof batchSchema>;

/**
 * Splits each account's targets into batches of at most `size`, as equal in size as possible. A Google Cloud
 * project is not split: its quotas apply to the whole project, so only one process may use them, and its assets are
 * listed once.
 */
export function batchesOf({ accounts }: Pick<Plan, 'accounts'>, size: number): Batch[] {
  return accounts.flatMap(({ key, cloud, targets }) => {
    const count = cloud === 'gcp' ? Math.min(1, targets.length) : Math.ceil(targets.length / size);
    return Array.from({ length: count }, (_, index) => ({
      account: key,
      // Round-robin, so one batch does not get every region of the slowest source.
      targets: targets.filter((_target, place) => place % count === index),
    }));
  });
}
