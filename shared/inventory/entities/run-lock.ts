import * as z from 'zod';
import { entity } from '../entity.ts';
import type { Key } from '../keys.ts';
import { operation } from '../operation.ts';

const FREE = 'nobody';
/** Where the lock is. */
export const RUN_LOCK_KEY: Key = { account: 'organisation', item: 'lock#run' };

const runLockSchema = z.object({
  holder: z.string().describe('the execution that runs, or `restore#<time>`; `nobody` when the lock is free'),
});

export const RUN_LOCK = entity<z.infer<typeof runLockSchema>>({
  name: 'run-lock',
  title: 'which execution runs: at most one at a time',
  partition: 'organisation',
  form: 'lock#run',
  prefix: 'lock#run',
  version: 1,
  write: 'last-writer',
  schema: runLockSchema,
  key: () => RUN_LOCK_KEY,
});

export const runLockOperations = {
  /** Takes the lock if it is free, held by nobody who can be read, or still held by `instead`. @returns who holds it now. */
  takeRunLock: operation(
    ['GetItem', 'PutItem'],
    (store) =>
      async (holder: string, instead: string = FREE): Promise<string> => {
        const taken = await store.access.put(
          { ...RUN_LOCK_KEY, holder, v: RUN_LOCK.version },
          {
            expression: 'attribute_not_exists(#holder) OR #holder IN (:free, :instead, :holder)',
            names: { '#holder': 'holder' },
            values: { ':free': FREE, ':instead': instead, ':holder': holder },
          },
        );
        if (taken) return holder;
        return (await store.get(RUN_LOCK, RUN_LOCK_KEY))?.holder ?? FREE;
      },
  ),

  /** Frees it, if this is still the holder. */
  releaseRunLock: operation(['UpdateItem'], (store) => async (holder: string): Promise<void> => {
    await store.access.set(
      RUN_LOCK_KEY,
      { holder: FREE },
      { expression: '#holder = :holder', names: { '#holder': 'holder' }, values: { ':holder': holder } },
    );
  }),
};
