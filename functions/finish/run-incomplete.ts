import type { AccountKey } from '../../shared/model/account.ts';
import type { NotDone } from '../../shared/model/not-done.ts';

/**
 * The run ended, but some accounts, or the organisation, could not be planned, evaluated or notified.
 * The workflow does not retry this.
 */
export class RunIncomplete extends Error {
  override readonly name = 'RunIncomplete';
  constructor(
    accounts: readonly AccountKey[],
    organisation?: string,
    unplanned: NotDone = { count: 0, accounts: [] },
  ) {
    const more = accounts.length > NAMED ? ` and ${accounts.length - NAMED} more` : '';
    const [first] = unplanned.accounts;
    const causes = [
      ...(first === undefined
        ? []
        : [
            `Storing the plan failed for ${unplanned.accounts
              .slice(0, NAMED)
              .map(({ account }) => account)
              .join(
                ', ',
              )}${unplanned.count > NAMED ? ` and ${unplanned.count - NAMED} more` : ''}: ${first.why}.`,
          ]),
      ...(accounts.length === 0
        ? []
        : [
            `Evaluating or notifying failed for ${accounts.slice(0, NAMED).join(', ')}${more}. ` +
              'All other accounts are done. Check the failed children of the Map "each account".',
          ]),
      ...(organisation === undefined ? [] : [`The organisation was not notified: ${organisation}.`]),
    ];
    super([...causes, 'The next run sends what was not sent; start one now if it cannot wait.'].join(' '));
  }
}

const NAMED = 20;
