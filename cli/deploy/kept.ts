import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../shared/clouds/aws/client.ts';

/** What a destroyed stack left behind for the next. */
export interface Kept {
  table: string;
  /** The key that table, bucket and topics are encrypted with. */
  keyArn: string | undefined;
}

/** The table of an earlier deployment; undefined where there is none. */
export async function findKept(table: string, region: string): Promise<Kept | undefined> {
  const client = new DynamoDBClient(clientConfig(region));
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return { table, keyArn: Table?.SSEDescription?.KMSMasterKeyArn };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
