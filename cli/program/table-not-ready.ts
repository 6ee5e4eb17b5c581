import type { IndexUnavailable } from '../../shared/inventory/index-unavailable.ts';
import { ErrorWithNextStep } from './error-with-next-step.ts';

/** The table is not at this release yet. `nextStep` says how to get it there. */
export class TableNotReady extends ErrorWithNextStep {
  override readonly name = 'TableNotReady';

  /** @param stack of a deployed table; undefined for a local one. */
  constructor(cause: IndexUnavailable, stack: string | undefined) {
    super(cause.message, nextStep(cause, stack), { cause });
  }
}

function nextStep({ state }: IndexUnavailable, stack: string | undefined): string {
  if (stack === undefined)
    return 'Wait until no other skc command runs, then run this one again: it upgrades the local table.';
  return state === 'missing'
    ? 'Run npm run deploy: it adds the indexes that are missing, and the table stays in use.'
    : 'Run the command again later: DynamoDB takes minutes for a million items.';
}
