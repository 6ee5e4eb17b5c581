import * as z from 'zod';
import type { AzureRest } from './rest.ts';

const API = '2022-10-01';
/** Maximum page size (Resource Graph, "Working with large data sets"). */
const PAGE = 1000;

export interface ResourceQuery {
  /** Kusto query; must project `id` and order by it, otherwise pages overlap. */
  query: string;
  /** Restricts the query to these. Default: every subscription that the caller can read. */
  subscriptions?: readonly string[];
  managementGroup?: string | undefined;
}

/**
 * Rows of Azure Resource Graph, one page at a time, each validated with `row`. Throws the errors of {@link
 * AzureRest}.
 */
export async function* queryResources<Row>(
  manager: AzureRest,
  { query, subscriptions, managementGroup }: ResourceQuery,
  row: z.ZodType<Row>,
): AsyncGenerator<Row[]> {
  const page = z.object({ data: z.array(row), $skipToken: z.string().optional() });
  let skipToken: string | undefined;
  do {
    const answer = await manager.post(
      `/providers/Microsoft.ResourceGraph/resources?api-version=${API}`,
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
      page,
    );
    yield answer.data;
    skipToken = answer.$skipToken;
  } while (skipToken !== undefined);
}
