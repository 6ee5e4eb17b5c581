import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { tableAccess, type Condition } from './access.ts';
import type { Key } from './keys.ts';

/** Who runs: at most one at a time. Whether a holder is still alive is known to the one who asks, not to the table. */
export interface RunLock {
  /** Takes the lock if it is free, or still held by `instead`. @returns who holds it now. */
  take(holder: string, instead?: string): Promise<string>;
  /** Frees it, if this is still the holder. */
  release(holder: string): Promise<void>;
}

const KEY: Key = { account: 'organisation', item: 'lock#run' };
const FREE = 'nobody';
const itemSchema = z.object({ holder: z.string() });

export function openRunLock(client: DynamoDBDocumentClient, table: string): RunLock {
  const access = tableAccess(client, table);
  return {
    async take(holder, instead = FREE) {
      const condition: Condition = {
        expression: 'attribute_not_exists(#item) OR #holder IN (:free, :instead, :holder)',
        names: { '#item': 'item', '#holder': 'holder' },
        values: { ':free': FREE, ':instead': instead, ':holder': holder },
      };
      if (await access.put({ ...KEY, holder }, condition)) return holder;
      return itemSchema.parse(await access.get(KEY)).holder;
    },

    async release(holder) {
      await access.set(
        KEY,
        { holder: FREE },
        {
          expression: '#holder = :holder',
          names: { '#holder': 'holder' },
          values: { ':holder': holder },
        },
      );
    },
  };
}
