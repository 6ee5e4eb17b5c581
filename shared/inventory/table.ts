import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
} from '@aws-sdk/client-dynamodb';

/** A global secondary index. A projection cannot change in place: another one takes another name. */
export interface TableIndex {
  name: string;
  partition: string;
  sort: string;
  /** Attributes beside the keys; without it all. */
  projected: readonly string[] | undefined;
  answers: string;
}

/** The indexes of a table that is made today. */
export const INDEXES = {
  bySkc: {
    name: 'bySkc',
    partition: 'skcId',
    sort: 'item',
    projected: undefined,
    answers: 'an SKC with its changes, findings and marks, by its full name',
  },
  dueByMonth: {
    name: 'dueByMonth',
    partition: 'dueMonth',
    sort: 'dueAt',
    projected: ['skcId', 'name', 'kind', 'type', 'location', 'state', 'dueFor', 'accountName', 'owner'],
    answers: 'what falls due in a month, and why, over all accounts',
  },
  openBySeverity: {
    name: 'openBySeverity',
    partition: 'openSeverity',
    sort: 'dueAt',
    projected: ['skcId', 'rule', 'subjectName', 'action', 'because', 'accountName', 'owner', 'excluded'],
    answers: 'open findings of one severity over all accounts, those due first on top',
  },
  changesByDay: {
    name: 'changesByDay',
    partition: 'changeDay',
    sort: 'changeAt',
    projected: ['skcId', 'name', 'type', 'kinds', 'accountName'],
    answers: 'what changed on a day over all accounts; an SKC itself stands for its discovery',
  },
} as const satisfies Record<string, TableIndex>;

export type IndexName = keyof typeof INDEXES;

/** Indexes of the previous release. A table that has them keeps them for one release, so that this one can be undone. */
export const RETIRED_INDEXES = {
  byDue: {
    name: 'byDue',
    partition: 'dueMonth',
    sort: 'dueAt',
    projected: ['name', 'kind', 'type', 'location', 'id'],
    answers: 'see `dueByMonth`',
  },
  byOpenSeverity: {
    name: 'byOpenSeverity',
    partition: 'openSeverity',
    sort: 'bitesAt',
    projected: ['skcId', 'rule', 'subjectName'],
    answers: 'see `openBySeverity`',
  },
} as const satisfies Record<string, TableIndex>;

const DEFINED: Readonly<Record<string, TableIndex>> = { ...INDEXES, ...RETIRED_INDEXES };

/**
 * The table as `CreateTable` takes it: one definition for the laptop and the tests; `infra/` derives its own from it.
 * @param indexes Names of its indexes: those of a table that is made today, or of one on its way there.
 */
export function tableDefinition(
  name: string,
  indexes: readonly string[] = Object.keys(INDEXES),
): CreateTableCommandInput {
  const wanted = indexes.map(indexOf);
  const attributes = new Set([
    'account',
    'item',
    ...wanted.flatMap(({ partition, sort }) => [partition, sort]),
  ]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'account', KeyType: 'HASH' },
      { AttributeName: 'item', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: wanted.map(definitionOf),
  };
}

/**
 * What names an index of an existing table: its name, or, for one that only another version knows, the whole of it, so
 * that a template on the way can still hold it: `byOwner:owner:dueAt:name+kind`.
 */
export function indexNameOf(index: GlobalSecondaryIndexDescription): string {
  const { IndexName: name = '', KeySchema = [], Projection } = index;
  if (DEFINED[name] !== undefined) return name;
  const key = (type: string) => KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName ?? '';
  const projected =
    Projection?.ProjectionType === 'ALL' ? ALL : (Projection?.NonKeyAttributes ?? []).join('+');
  return [name, key('HASH'), key('RANGE'), projected].join(':');
}

const ALL = '*';

function indexOf(text: string): TableIndex {
  const index = DEFINED[text] ?? parsed(text);
  if (index === undefined)
    throw new Error(`The table's index ${text} is of a version that this one does not know.`);
  return index;
}

function parsed(text: string): TableIndex | undefined {
  const [name, partition, sort, projected] = text.split(':');
  if (name === undefined || partition === undefined || sort === undefined || projected === undefined)
    return undefined;
  return {
    name,
    partition,
    sort,
    projected: projected === ALL ? undefined : projected.split('+'),
    answers: '',
  };
}

function definitionOf({ name, partition, sort, projected }: TableIndex): GlobalSecondaryIndex {
  return {
    IndexName: name,
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ],
    Projection:
      projected === undefined
        ? { ProjectionType: 'ALL' }
        : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projected] },
  };
}
