import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Stage } from './stage.ts';

/** Attributes that differ between processes: real times, counters of scans, and names with them. */
export const INCIDENTAL = new Set([
  'startedAt',
  'beganAt',
  'leaseUntil',
  'messageId',
  'scanRevision',
  'generation',
]);

/** All items of the stage's table in order, without those attributes. */
export async function tableOf(stage: Stage): Promise<unknown[]> {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await stage.database.client.send(
      new ScanCommand({ TableName: stage.table, ExclusiveStartKey: start, ConsistentRead: true }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  const sortKey = (item: Record<string, unknown>) => `${String(item['account'])} ${String(item['item'])}`;
  return items
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    .map((item) => Object.fromEntries(Object.entries(item).filter(([field]) => !INCIDENTAL.has(field))));
}
