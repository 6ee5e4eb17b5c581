import type { HandlerExecutionContext, MetadataBearer, MiddlewareStack } from '@smithy/types';

const SERVICES: ReadonlyMap<string, string> = new Map([
  ['ACMClient', 'acm'],
  ['AccountClient', 'account'],
  ['DynamoDBClient', 'dynamodb'],
  ['IAMClient', 'iam'],
  ['KMSClient', 'kms'],
  ['OrganizationsClient', 'organizations'],
  ['ResourceGroupsTaggingAPIClient', 'tag'],
  ['S3Client', 's3'],
  ['SFNClient', 'states'],
  ['SNSClient', 'sns'],
  ['SSMClient', 'ssm'],
  ['STSClient', 'sts'],
  ['SecretsManagerClient', 'secretsmanager'],
]);

/** The operation a middleware is called for, such as `kms:DescribeKey`. */
export function operationOf(context: HandlerExecutionContext): string {
  const client = String(context['clientName']);
  return `${SERVICES.get(client) ?? client}:${String(context['commandName']).replace(/Command$/, '')}`;
}

const failed = new WeakMap<Error, string>();

/** Records for every error of a client's calls which call it came from: see {@link failedOperation}. */
export function nameFailures(client: { middlewareStack: MiddlewareStack<object, MetadataBearer> }): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        // The innermost call is the one that failed: signing a call may first assume a role.
        if (error instanceof Error && !failed.has(error)) failed.set(error, operationOf(context));
        throw error;
      }
    },
    // Outside all others, so that errors of retries, signing and reading the response are named too.
    { step: 'initialize', name: 'nameFailures', priority: 'high' },
  );
}

/** The call that an error came from: `kms:DescribeKey`. Undefined if it came from no call. */
export function failedOperation(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    const operation = failed.get(each);
    if (operation !== undefined) return operation;
  }
  return undefined;
}
