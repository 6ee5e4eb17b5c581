import { nearest } from '../../shared/config/nearest.ts';
import type { PlannedAccount } from '../../shared/model/run.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { FoundAccounts } from './accounts.ts';

/** What a person asked to read by name, beyond what the configuration includes. */
export interface Asked {
  accounts: readonly string[];
  regions: readonly string[];
}

/** An account or region that was asked for is not there: nothing is planned, and nothing is stored. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
  readonly nextStep: string;

  constructor(message: string, nextStep: string) {
    super(message);
    this.nextStep = nextStep;
  }
}

/**
 * An account that is asked for is one of those that were found, unless a cloud could not list its accounts.
 * @throws {NotThere} with the nearest match.
 */
export function refuseUnknownAccounts(found: readonly FoundAccounts[], asked: Asked | undefined): void {
  if (asked === undefined || found.some(({ problem }) => problem !== undefined)) return;
  const accounts = found.flatMap((each) => each.accounts);
  const ids = accounts.map(({ id }) => id);
  for (const id of asked.accounts)
    if (!ids.includes(id))
      throw notThere('account', id, ids, 'can be read with this sign-in and configuration');
}

/**
 * A region that is asked for is enabled in an account, unless the regions of one could not be read.
 * @throws {NotThere} with the nearest match.
 */
export function refuseUnknownRegions(accounts: readonly PlannedAccount[], asked: Asked | undefined): void {
  if (asked === undefined || accounts.some(({ problems }) => problems.length > 0)) return;
  const regions = new Set(accounts.flatMap(({ targets }) => targets.map(({ location }) => location)));
  for (const region of asked.regions)
    if (!regions.has(region))
      throw notThere('region', region, [...regions], 'is enabled in an account that is read');
}

function notThere(what: string, typed: string, known: readonly string[], which: string): NotThere {
  const meant = nearest(typed, known);
  const listed = known.slice(0, 5).map((each) => sanitize(each, 60));
  return new NotThere(
    `no ${what} ${sanitize(typed, 60)} ${which}; nothing was read`,
    meant === undefined
      ? `There ${known.length === 1 ? 'is' : 'are'}: ${listed.join(', ')}${known.length > 5 ? ' …' : ''}`
      : `Did you mean ${sanitize(meant, 60)}?`,
  );
}
