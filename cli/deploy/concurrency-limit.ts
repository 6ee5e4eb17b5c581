import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { sanitize } from '../../shared/model/sanitize.ts';

/**
 * How many functions Lambda runs at once in the account, apart from what is reserved. A new account has 10.
 * @param say What is shown where this identity may not ask, which stops no deployment.
 * @returns undefined where it is not known.
 */
export async function concurrencyLimit(
  region: string,
  say: (text: string) => void,
): Promise<number | undefined> {
  const client = new LambdaClient(clientConfig(region));
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    return AccountLimit?.UnreservedConcurrentExecutions;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AccessDeniedException') throw error;
    say(`the limit of Lambda is not known (${sanitize(error.message, 200)}): runs are not fitted to it`);
    return undefined;
  } finally {
    client.destroy();
  }
}
