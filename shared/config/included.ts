import type { Account } from '../model/account.ts';
import type { Config } from './schema.ts';

type Selection = Pick<Config, 'include' | 'exclude'>;

/** Whether the configuration wants an account read: by its id and by the organisational units above it. */
export function isIncluded(account: Pick<Account, 'id' | 'path'>, { include, exclude }: Selection): boolean {
  const among = (ids: readonly string[]) => ids.includes(account.id);
  const below = (units: readonly string[]) => units.some((unit) => account.path.includes(unit));
  if (include.accounts.length > 0 && !among(include.accounts)) return false;
  if (include.organisationalUnits.length > 0 && !below(include.organisationalUnits)) return false;
  return !among(exclude.accounts) && !below(exclude.organisationalUnits);
}

/** Whether the configuration wants SKCs of a type read. */
export function isSourceIncluded(source: string, { include, exclude }: Selection): boolean {
  if (include.sources.length > 0 && !include.sources.includes(source)) return false;
  return !exclude.sources.includes(source);
}
