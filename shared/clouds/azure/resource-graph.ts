import * as z from 'zod';
import type { AzureRest } from './rest.ts';

const API = '2022-10-01';
/** The most that one page may hold (Resource Graph, "Working with large data sets"). */
const PAGE = 1000;

export interface ResourceQuery {
  /** Kusto; must project `id` and order by it, or pages overlap. */
  query: string;
  /** Only these; without it whatever the caller may read. */
  subscriptions?: readonly string[];
  managementGroup?: string | undefined;
}

/** Rows of Azure Resource Graph, a page at a time, each checked against `row`. Throws what {@link AzureRest} throws. */
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
