import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { atOnce, type AtOnce } from '../shared/config/concurrency.ts';
import type { Config } from '../shared/config/schema.ts';
import type { Check } from './report.ts';

export interface ConcurrencyToCheck {
  lambda: LambdaClient;
  /** What the workflow was deployed with. */
  deployed: AtOnce;
  run: Pick<Config['run'], 'concurrency'>;
}

/** Whether the functions that a run starts in parallel fit what the account lets Lambda run at once. */
export async function checkConcurrency({ lambda, deployed, run }: ConcurrencyToCheck): Promise<Check> {
  const check = { about: 'concurrency', subject: 'concurrency' } as const;
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const limit = AccountLimit?.UnreservedConcurrentExecutions;
  if (limit === undefined) return { ...check, state: 'unasked', says: 'Lambda did not name the limit' };
  const most = Math.max(deployed.batches, deployed.accounts);
  const fitting = atOnce(run, limit);
  if (deployed.batches > fitting.batches || deployed.accounts > fitting.accounts)
    return {
      ...check,
      state: 'wrong',
      says: `a run starts up to ${most} functions at once, and Lambda runs ${limit} here: some are refused, and accounts may fail`,
      nextStep: `Deploy again, which fits the run to the limit: npm run deploy\nOr ask for a higher limit: ${MORE}`,
    };
  const wanted = atOnce(run);
  if (deployed.batches < wanted.batches || deployed.accounts < wanted.accounts)
    return {
      ...check,
      state: 'fine',
      says: `a run starts up to ${most} functions at once instead of ${Math.max(wanted.batches, wanted.accounts)}, since Lambda had a limit when it was deployed (now ${limit}): runs take longer`,
      nextStep: `For more, raise the limit and deploy again: ${MORE}`,
    };
  return { ...check, state: 'fine', says: `a run starts up to ${most} functions at once, of ${limit} here` };
}

/** The quota "Concurrent executions" of Lambda (Lambda guide, "Lambda quotas"). */
const MORE =
  'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000';
