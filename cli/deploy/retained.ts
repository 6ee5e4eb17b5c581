import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { indexNameOf } from '../../shared/inventory/table.ts';
import { UsageError } from '../program/usage-error.ts';

/** What a destroyed stack left for the next one. */
export interface Kept {
  table: string;
  /** The key that encrypts table, bucket and topics. */
  keyArn: string;
}

/**
 * The table of an earlier deployment; undefined if there is none.
 * @throws {UsageError} if there is a table with that name that no deployment of SKC Watch created.
 */
export async function findKept(table: string, region: string): Promise<Kept | undefined> {
  const client = new DynamoDBClient(clientConfig(region));
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const keyArn = Table?.SSEDescription?.KMSMasterKeyArn;
    if (keyArn !== undefined) return { table, keyArn };
    throw new UsageError(
      `the account has a table ${table} in ${region} without its own encryption key: no deployment of SKC Watch created it`,
      'Find out whose it is, then export and delete it, or deploy to another region.',
    );
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** The names of a table's indexes (`indexNameOf`); undefined if there is no such table. */
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
