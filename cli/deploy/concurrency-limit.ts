import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientConfig } from '../../shared/clouds/aws/client.ts';

/**
 * How many functions Lambda runs at once in the account, apart from what is reserved. A new account has 10.
 * @throws Lambda's own error.
 */
export async function concurrencyLimit(region: string): Promise<number | undefined> {
  const client = new LambdaClient(clientConfig(region));
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    return AccountLimit?.UnreservedConcurrentExecutions;
  } finally {
    client.destroy();
  }
}
