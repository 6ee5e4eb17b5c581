import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** Secondary indexes: what each answers is in `docs/inventory.md`. */
export const INDEXES = {
  /** One query gives an SKC with its changes and findings. */
  bySkc: { name: 'bySkc', partition: 'skcId', sort: 'item', projected: undefined },
  /** What falls due in a month, over all accounts. */
  byDue: {
    name: 'byDue',
    partition: 'dueMonth',
    sort: 'dueAt',
    projected: ['name', 'kind', 'type', 'location', 'id'],
  },
  /** Open findings of one severity, the first to bite first. */
  byOpenSeverity: {
    name: 'byOpenSeverity',
    partition: 'openSeverity',
    sort: 'dueAt',
    projected: ['skcId', 'rule', 'subjectName'],
  },
} as const;

export type IndexName = keyof typeof INDEXES;

/** The table as `CreateTable` takes it: one definition for the laptop and the tests; `infra/` derives its own from it. */
export function tableDefinition(name: string): CreateTableCommandInput {
  const indexes = Object.values(INDEXES);
  const attributes = new Set([
    'account',
    'item',
    ...indexes.flatMap((index) => [index.partition, index.sort]),
  ]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'account', KeyType: 'HASH' },
      { AttributeName: 'item', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: [
        { AttributeName: index.partition, KeyType: 'HASH' },
        { AttributeName: index.sort, KeyType: 'RANGE' },
      ],
      Projection:
        index.projected === undefined
          ? { ProjectionType: 'ALL' }
          : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projected] },
    })),
  };
}
