import type { IndexName } from './table.ts';
import type { Store } from './store.ts';

/** A call of DynamoDB's API on the table, as IAM names it. */
export type TableCall = 'BatchWriteItem' | 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';

/** One thing that a step may do with the table, and the calls that it takes: its role grants no others. */
export interface Operation<Function> {
  calls: readonly TableCall[];
  /** The index that it queries, if any. */
  index?: IndexName | undefined;
  open(store: Store): Function;
}

export function operation<Function>(
  calls: readonly TableCall[],
  open: (store: Store) => Function,
  index?: IndexName,
): Operation<Function> {
  return { calls, open, index };
}

/** The functions that operations open to. */
export type Opened<Operations> = {
  [Name in keyof Operations]: Operations[Name] extends Operation<infer Function> ? Function : never;
};
