import * as z from 'zod';
import { onceOnly } from '../once-only.ts';
import { entriesOf, repeated, type RefusedEntry } from './pages.ts';
import type { AzureRest } from './rest.ts';

const ADDRESS = '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01';
/** Maximum page size (Resource Graph, "Working with large data sets"). */
const PAGE = 1000;

export interface ResourceQuery<Row> {
  /** Kusto query; must project `id` and order by it, otherwise pages overlap. */
  query: string;
  row: z.ZodType<Row>;
  /** Restricts the query to these. Default: every subscription that the caller can read. */
  subscriptions?: readonly string[];
  managementGroup?: string | undefined;
  /** Receives rows that are not in their documented form; they are left out. */
  refused: (rows: readonly RefusedEntry[]) => void;
}

const pageSchema = z.object({ data: z.array(z.unknown()).optional(), $skipToken: z.string().optional() });

/**
 * Rows of Azure Resource Graph, one page at a time, each row validated alone. Throws the errors of {@link AzureRest},
 * also if a token repeats.
 */
export async function* queryResources<Row>(
  manager: AzureRest,
  { query, row, subscriptions, managementGroup, refused }: ResourceQuery<Row>,
): AsyncGenerator<Row[]> {
  const follow = onceOnly(() => repeated('$skipToken', undefined));
  let skipToken: string | undefined;
  do {
    const answer: z.output<typeof pageSchema> = await manager.post(
      ADDRESS,
      {
        query,
        ...(subscriptions === undefined ? {} : { subscriptions }),
        ...(managementGroup === undefined ? {} : { managementGroups: [managementGroup] }),
        options: {
          $top: PAGE,
          resultFormat: 'objectArray',
          ...(skipToken === undefined ? {} : { $skipToken: skipToken }),
        },
      },
      pageSchema,
    );
    yield entriesOf(answer.data, { member: 'data', of: ADDRESS, rest: manager, entry: row, refused });
    skipToken = answer.$skipToken;
    if (skipToken !== undefined) follow(skipToken);
  } while (skipToken !== undefined);
}
