import { nearest } from '../../shared/config/nearest.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { matchesAccount, wordsOf, type Filters } from '../reading/filters.ts';
import type { InventorySession } from '../reading/with-inventory.ts';

/** What was searched for and what to try instead. */
export async function emptyResult(
  what: string,
  reading: InventorySession,
  filters: Filters,
): Promise<string> {
  const accounts = await reading.inventory.accounts();
  const words = sanitize(wordsOf(filters), 200);
  const looked = `No ${what} found${words === '' ? '' : ` for ${words}`}.`;
  if (accounts.length === 0)
    return `${looked}\nThe inventory in ${sanitize(reading.options.directory, 100)} is empty. Fill it with skc run or npm start.\n`;
  if (accounts.some((account) => matchesAccount(filters, account)))
    return `${looked}\nTry fewer filters. skc targets shows what could not be read.\n`;
  const names = accounts.map((account) => account.name || account.id);
  const guess = filters.account === undefined ? undefined : nearest(filters.account, names);
  const known = (guess === undefined ? names.slice(0, 10) : [guess])
    .map((name) => sanitize(name, 40))
    .join(', ');
  return `${looked}\nNo account has this name; ${guess === undefined ? 'accounts are' : 'did you mean'} ${known}${guess === undefined ? '' : '?'}\n`;
}
