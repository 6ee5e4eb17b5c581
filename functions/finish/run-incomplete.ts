import type { AccountKey } from '../../shared/model/account.ts';

/**
 * The run ended, but some accounts, or the organisation, could not be evaluated or notified.
 * The workflow does not retry this.
 */
export class RunIncomplete extends Error {
  override readonly name = 'RunIncomplete';
  constructor(accounts: readonly AccountKey[], organisation?: string) {
    const more = accounts.length > NAMED ? ` and ${accounts.length - NAMED} more` : '';
    const causes = [
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
