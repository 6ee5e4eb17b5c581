import type { Skc } from './skc.ts';

/**
 * What two ids have in common if their cloud takes them for the same. Azure compares ids without regard to case, and
 * answers with other letters from one day to the next ("Azure Resource Manager: resource ids are case-insensitive").
 */
export function idKey({ cloud, id }: Pick<Skc, 'cloud' | 'id'>): string {
  return cloud === 'azure' ? id.toLowerCase() : id;
}

/**
 * Pure: an SKC that a listing found, in the letters in which it is stored, so that other letters are no change.
 * @param known The stored SKC with the same {@link idKey}.
 * @param spelling The stored id of another SKC of the target.
 */
export function inKnownLetters<Found extends Skc>(
  found: Found,
  known: Skc | undefined,
  spelling: (id: string) => string,
): Found {
  const supersededBy = found.supersededBy === undefined ? undefined : spelling(found.supersededBy);
  const linked = supersededBy === found.supersededBy ? found : { ...found, supersededBy };
  if (known === undefined || found.cloud !== 'azure') return linked;
  const details = Object.fromEntries(
    Object.entries(found.details).map(([name, value]) => [name, kept(value, known.details[name])]),
  );
  return { ...linked, id: known.id, name: kept(found.name, known.name), details };
}

/** The stored text, if the new one has the same letters. */
function kept<Value>(value: Value, before: Value | undefined): Value {
  const isSame =
    typeof value === 'string' && typeof before === 'string' && value.toLowerCase() === before.toLowerCase();
  return isSame ? before : value;
}
