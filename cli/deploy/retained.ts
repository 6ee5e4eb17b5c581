import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { indexNameOf } from '../../shared/inventory/table.ts';
import { UsageError } from '../program/usage-error.ts';

/** What a destroyed stack left behind for the next. */
export interface Kept {
  table: string;
  /** The key that table, bucket and topics are encrypted with. */
  keyArn: string;
}

/**
 * The table of an earlier deployment; undefined where there is none.
 * @throws {UsageError} when there is a table of that name that no deployment of ours made.
 */
export async function findKept(table: string, region: string): Promise<Kept | undefined> {
  const client = new DynamoDBClient(clientConfig(region));
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const keyArn = Table?.SSEDescription?.KMSMasterKeyArn;
    if (keyArn !== undefined) return { table, keyArn };
    throw new UsageError(
      `the account has a table ${table} in ${region} that is not encrypted by a key of its own: no deployment of ours made it`,
      'look whose it is; export and delete it, or deploy to another region',
    );
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** What names a table's indexes (`indexNameOf`); undefined where there is no such table. */
export async function existingIndexes(table: string, region: string): Promise<string[] | undefined> {
  const client = new DynamoDBClient(clientConfig(region));
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return (Table?.GlobalSecondaryIndexes ?? []).map(indexNameOf);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
