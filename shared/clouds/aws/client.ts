import type {
  AwsCredentialIdentityProvider,
  HandlerExecutionContext,
  MetadataBearer,
  MiddlewareStack,
} from '@smithy/types';
import type { Calls } from '../calls.ts';

/** Configuration of every AWS client: bounded timeouts and a limited number of adaptive retries. */
export interface AwsClientConfig {
  region: string;
  credentials?: AwsCredentialIdentityProvider;
  retryMode: 'adaptive';
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: boolean };
}

/** The part of an SDK client that this module uses. */
export interface AwsClient {
  // The SDK's stack is generic in the operation types, which are not needed here.
  middlewareStack: MiddlewareStack<object, MetadataBearer>;
  destroy(): void;
}

export type AwsClientClass<Client> = new (config: AwsClientConfig) => Client;

const SERVICES: Readonly<Record<string, string>> = {
  ACMClient: 'acm',
  AccountClient: 'account',
  DynamoDBClient: 'dynamodb',
  IAMClient: 'iam',
  KMSClient: 'kms',
  OrganizationsClient: 'organizations',
  ResourceGroupsTaggingAPIClient: 'tag',
  S3Client: 's3',
  SFNClient: 'states',
  SNSClient: 'sns',
  SSMClient: 'ssm',
  STSClient: 'sts',
  SecretsManagerClient: 'secretsmanager',
};

export function clientConfig(region: string, credentials?: AwsCredentialIdentityProvider): AwsClientConfig {
  return {
    region,
    ...(credentials === undefined ? {} : { credentials }),
    retryMode: 'adaptive',
    maxAttempts: 6,
    requestHandler: { connectionTimeout: 5000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  };
}

/** Counts every attempt of a client, as `service:Operation`. */
export function countCalls(client: Pick<AwsClient, 'middlewareStack'>, calls: Calls): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      calls.add(operationOf(context));
      return next(args);
    },
    { step: 'deserialize', name: 'countCalls', priority: 'high' },
  );
}

/** The operation a middleware is called for, such as `kms:DescribeKey`. */
export function operationOf(context: HandlerExecutionContext): string {
  const service = SERVICES[String(context['clientName'])] ?? String(context['clientName']);
  return `${service}:${String(context['commandName']).replace(/Command$/, '')}`;
}
