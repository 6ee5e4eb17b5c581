import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { Environment } from './environment.ts';

/** The client of the deployed table, one per container. */
export function documentsOf({ region }: Pick<Environment, 'region'>): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(region)), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
