import type { AccountKey } from '../../shared/model/account.ts';

/** The run went through, but some accounts could not be judged or told. The workflow does not retry this. */
export class RunIncomplete extends Error {
  override readonly name = 'RunIncomplete';
  constructor(accounts: readonly AccountKey[]) {
    const more = accounts.length > NAMED ? ` and ${accounts.length - NAMED} more` : '';
    super(
      `Judging or telling failed for ${accounts.slice(0, NAMED).join(', ')}${more}. ` +
        'All other accounts are done. Look at the failed children of the Map "each account", then start a run: ' +
        'what was not told is told then.',
    );
  }
}

const NAMED = 20;
