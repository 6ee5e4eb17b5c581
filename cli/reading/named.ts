import { AWS_REGIONS } from '../../shared/config/aws-regions.ts';
import { nearest } from '../../shared/config/nearest.ts';
import { attributesAt } from '../../shared/model/attributes.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { ATTRIBUTES, type Attribute } from '../../shared/model/skc.ts';
import { UsageError } from '../program/usage-error.ts';
import { sourcesOf } from '../screen/source-titles.ts';
import { matchesAccount, type Filters } from './filters.ts';
import { marksHeld } from './marks.ts';
import type { InventorySession } from './with-inventory.ts';

const MOST_NAMED = 8;

/**
 * Refuses filters that name what does not exist, so that a typing error is not answered with an empty list. What exists
 * and is not in the inventory is no error: there is just nothing to list.
 * @throws {UsageError} with the nearest match.
 */
export async function refuseUnknownNames(filters: Filters, reading: InventorySession): Promise<void> {
  const accounts = await reading.inventory.accounts();
  if (accounts.length === 0) return;
  if (
    filters.account !== undefined &&
    !accounts.some((each) => matchesAccount({ account: filters.account }, each))
  )
    throw unknownName(
      'account',
      filters.account,
      accounts.flatMap(({ name, id, key }) => [name || id, id, key]),
    );
  if (filters.type !== undefined) {
    const types = (await sourcesOf()).map(({ type }): string => type);
    const short = types.map((type) => type.slice(type.indexOf('.') + 1));
    if (![...types, ...short].includes(filters.type))
      throw unknownName('type', filters.type, [...short, ...types]);
  }
  if (filters.location !== undefined && !['global', ...AWS_REGIONS].includes(filters.location)) {
    const locations = new Set<string>();
    for (const account of accounts) {
      for (const { location } of await reading.inventory.targets(account)) locations.add(location);
      if (!locations.has(filters.location))
        for await (const { location } of reading.inventory.skcs(account.key)) locations.add(location);
    }
    if (!locations.has(filters.location))
      throw unknownName('location', filters.location, [...locations, 'global', ...AWS_REGIONS]);
  }
  for (const attribute of ATTRIBUTES) {
    const wanted = filters[attribute];
    if (wanted !== undefined) await refuseUnknownValue(attribute, wanted, filters, reading);
  }
}

/** Values of attributes are free text: one exists if an SKC has it. */
async function refuseUnknownValue(
  attribute: Attribute,
  wanted: string,
  filters: Filters,
  reading: InventorySession,
): Promise<void> {
  const now = filters.now ?? reading.now;
  const values = new Set<string>();
  for (const { key } of await reading.inventory.accounts()) {
    const held = await marksHeld(key, now, reading.inventory);
    for await (const skc of reading.inventory.skcs(key)) {
      const value = { ...skc, ...attributesAt(skc, held(skc.id), now) }[attribute];
      if (value?.toLowerCase() === wanted.toLowerCase()) return;
      if (value !== undefined) values.add(value);
    }
  }
  throw unknownName(attribute, wanted, [...values]);
}

/** @param candidates What exists. */
export function unknownName(option: string, typed: string, candidates: readonly string[]): UsageError {
  const meant = nearest(typed, candidates);
  const known = [...new Set(candidates)].slice(0, MOST_NAMED).map((each) => sanitize(each, 60));
  const rest = new Set(candidates).size > MOST_NAMED ? ' …' : '';
  return new UsageError(
    `--${option} ${sanitize(typed, 60)}: there is none of that name`,
    meant !== undefined
      ? `Did you mean ${sanitize(meant, 100)}?`
      : known.length === 0
        ? `No SKC has one: name tags under attributes.${option} in the configuration, or mark SKCs.`
        : `There are: ${known.join(', ')}${rest}`,
  );
}
