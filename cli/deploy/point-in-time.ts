import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  InvalidRestoreTimeException,
  paginateListTables,
  PointInTimeRecoveryUnavailableException,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Instant } from '../../shared/model/instant.ts';
import { UsageError } from '../program/usage-error.ts';

const EVERY_MS = 5000;

/** The table was not restored within a day, or vanished. */
export class NotRestored extends Error {
  override readonly name = 'NotRestored';
}

/** Named by table and instant, so that a restore that was interrupted finds it again. */
export function restoredTableName(table: string, to: Instant): string {
  return `${restoredPrefix(table)}${to.replaceAll(/[^0-9TZ]/g, '')}`;
}

function restoredPrefix(table: string): string {
  return `${table}-restored-`;
}

/**
 * Restores the table as of an instant to a table of its own, without indexes, and waits until it can be read. One that
 * exists already is used. @returns its name.
 * @throws {UsageError} when DynamoDB cannot restore to that instant.
 */
export async function restoreToOwnTable(
  client: DynamoDBClient,
  table: string,
  to: Instant,
  report: (text: string) => void,
): Promise<string> {
  const TargetTableName = restoredTableName(table, to);
  if ((await statusOf(client, TargetTableName)) === undefined)
    try {
      await client.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableName: table,
          TargetTableName,
          RestoreDateTime: new Date(to),
          BillingModeOverride: 'PAY_PER_REQUEST',
          // It is only scanned and read by key.
          GlobalSecondaryIndexOverride: [],
        }),
      );
    } catch (error) {
      if (
        error instanceof InvalidRestoreTimeException ||
        error instanceof PointInTimeRecoveryUnavailableException
      )
        throw new UsageError(
          `${table} cannot be restored to ${to}; nothing was changed`,
          await restorableRange(client, table),
        );
      throw error;
    }
  let last = '';
  for (;;) {
    const status = await statusOf(client, TargetTableName);
    if (status === 'ACTIVE') return TargetTableName;
    if (status === undefined) throw new NotRestored(`${TargetTableName} vanished while it was restored`);
    if (status !== last) report(`${TargetTableName}: ${status.toLowerCase()}`);
    last = status;
    await sleep(EVERY_MS);
  }
}

/** Removes the tables of this and of interrupted restores. */
export async function dropRestoredTables(client: DynamoDBClient, table: string): Promise<void> {
  for await (const { TableNames = [] } of paginateListTables({ client }, {}))
    for (const TableName of TableNames)
      if (TableName.startsWith(restoredPrefix(table)))
        await client.send(new DeleteTableCommand({ TableName }));
}

async function restorableRange(client: DynamoDBClient, table: string): Promise<string> {
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName: table }),
  );
  const { EarliestRestorableDateTime: first, LatestRestorableDateTime: last } =
    ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
  if (first === undefined || last === undefined)
    return `Point-in-time recovery of ${table} is off. Deploying turns it on for the future: npm run deploy`;
  return `Possible is any second from ${first.toISOString()} to ${last.toISOString()}.`;
}

async function statusOf(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
