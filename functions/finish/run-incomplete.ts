import type { AccountKey } from '../../shared/model/account.ts';

/** The run ended, but some accounts could not be evaluated or notified. The workflow does not retry this. */
export class RunIncomplete extends Error {
  override readonly name = 'RunIncomplete';
  constructor(accounts: readonly AccountKey[]) {
    const more = accounts.length > NAMED ? ` and ${accounts.length - NAMED} more` : '';
    super(
      `Evaluating or notifying failed for ${accounts.slice(0, NAMED).join(', ')}${more}. ` +
        'All other accounts are done. Check the failed children of the Map "each account", then start a run: ' +
        'it sends what was not sent.',
    );
  }
}

const NAMED = 20;
