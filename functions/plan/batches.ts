import * as z from 'zod';
import { accountKeySchema } from '../../shared/model/account.ts';
import { targetSchema } from '../../shared/model/target.ts';
import type { Plan } from './plan.ts';

/** Targets of one account that one call of collect reads with one session. */
export const batchSchema = z.object({
  account: accountKeySchema,
  targets: z.array(targetSchema.pick({ location: true, source: true })),
});
export type Batch = z.infer<typeof batchSchema>;

/**
 * Splits each account's targets into batches of at most `size`, of sizes as equal as can be. A project of Google Cloud
 * stays whole: its quotas are the project's, so only one process may spend them, and its assets are listed once.
 */
export function batchesOf({ accounts }: Pick<Plan, 'accounts'>, size: number): Batch[] {
  return accounts.flatMap(({ key, cloud, targets }) => {
    const count = cloud === 'gcp' ? Math.min(1, targets.length) : Math.ceil(targets.length / size);
    return Array.from({ length: count }, (_, index) => ({
      account: key,
      // Dealt out in turn, so that no batch holds all regions of the slowest source.
      targets: targets.filter((_target, place) => place % count === index),
    }));
  });
}
