import { paginateScan, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../../shared/inventory/entity.ts';
import type { Stage } from '../pipeline/stage.ts';

/** Every item of a stage's table as it is stored, by `<account> / <item>`. */
export async function rawItems({
  database,
  table,
}: Pick<Stage, 'database' | 'table'>): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const page of paginateScan(
    { client: database.client },
    { TableName: table, ConsistentRead: true },
  ))
    for (const item of page.Items ?? [])
      items.set(`${String(item['account'])} / ${String(item['item'])}`, item);
  return items;
}

/** Puts items directly into the table. */
export async function putRaw(
  { database, table }: Pick<Stage, 'database' | 'table'>,
  items: Iterable<Item>,
): Promise<void> {
  for (const item of items) await database.client.send(new PutCommand({ TableName: table, Item: item }));
}
