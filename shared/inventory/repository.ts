import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableAccess } from './access.ts';
import type { Inventory, InventorySlice, OperationName } from './contract.ts';
import { OPERATIONS } from './entities/registry.ts';
import type { Opened } from './operation.ts';
import { openStore, type Store } from './store.ts';
import type { IndexName } from './table.ts';

/** Every operation, by name. */
export const OPERATION_NAMES: readonly OperationName[] = Object.keys(OPERATIONS).filter(isOperation);

/** The whole inventory over its DynamoDB table: for the CLI and the tests. */
export function openTable(client: DynamoDBDocumentClient, table: string): Inventory {
  return openInventory(client, table, OPERATION_NAMES);
}

/** The part of the inventory that a step names: these operations and no others. */
export function openInventory<Name extends OperationName>(
  client: DynamoDBDocumentClient,
  table: string,
  names: readonly Name[],
): InventorySlice<Name> {
  const store = openStore(tableAccess(client, table));
  return { ...openOperations(names, store), ...store.damage };
}

/** What IAM must grant for some operations: the actions on the table, and the indexes that are queried. */
export function tableActions(names: readonly OperationName[]): { actions: string[]; indexes: IndexName[] } {
  const operations = names.map((name) => OPERATIONS[name]);
  const actions = operations.flatMap(({ calls }) => calls.map((call) => `dynamodb:${call}`));
  const indexes = operations.flatMap(({ index }) => (index === undefined ? [] : [index]));
  return { actions: [...new Set(actions)].toSorted(), indexes: [...new Set(indexes)].toSorted() };
}

function openOperations<Name extends OperationName>(
  names: readonly Name[],
  store: Store,
): Pick<Opened<typeof OPERATIONS>, Name> {
  const opened: object = Object.fromEntries(names.map((name) => [name, OPERATIONS[name].open(store)]));
  if (!areOpened(opened, names)) throw new Error(`Unknown operations on the table: ${names.join(', ')}`);
  return opened;
}

function areOpened<Name extends OperationName>(
  opened: object,
  names: readonly Name[],
): opened is Pick<Opened<typeof OPERATIONS>, Name> {
  return names.every((name) => Object.hasOwn(opened, name));
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}
