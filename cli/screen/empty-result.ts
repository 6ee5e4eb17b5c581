import { nearest } from '../../shared/config/nearest.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { matchesAccount, wordsOf, type Filters } from '../reading/filters.ts';
import type { Reading } from '../reading/with-inventory.ts';

/** What was looked for, and what to try instead: an empty screen would leave the reader guessing. */
export async function emptyResult(what: string, reading: Reading, filters: Filters): Promise<string> {
  const accounts = await reading.inventory.accounts();
  const looked = `No ${what} found for ${sanitize(wordsOf(filters), 200)}.`;
  if (accounts.length === 0)
    return `${looked}\nThe inventory in ${sanitize(reading.options.directory, 100)} is empty: fill it with skc run or npm start.\n`;
  if (accounts.some((account) => matchesAccount(filters, account)))
    return `${looked}\nTry fewer filters; skc targets tells what could not be read.\n`;
  const names = accounts.map((account) => account.name || account.id);
  const guess = filters.account === undefined ? undefined : nearest(filters.account, names);
  const known = (guess === undefined ? names.slice(0, 10) : [guess])
    .map((name) => sanitize(name, 40))
    .join(', ');
  return `${looked}\nNo account is called so; ${guess === undefined ? 'known are' : 'did you mean'} ${known}${guess === undefined ? '' : '?'}\n`;
}
