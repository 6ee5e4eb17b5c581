import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Instant } from '../../model/instant.ts';
import type { Skc, SkcField } from '../../model/skc.ts';
import type { PreciseReading } from '../contract.ts';

/**
 * A fact that lags in the asset listing and is current in the service's own API. If the service was listed
 * directly, the fact is current and no call is made.
 */
export function confirmedDirectly(
  reading: Pick<PreciseReading<GcpSession>, 'field' | 'confirms' | 'fields'>,
  read: (session: GcpSession, skc: Skc, now: Instant) => Promise<Partial<Skc>>,
): PreciseReading<GcpSession> {
  return {
    ...reading,
    why: 'Cloud Asset Inventory lags by minutes or more (its guide, "data freshness").',
    // Valid while the listing equals what was confirmed.
    holds: (before, now) => reading.fields.every((field) => before[field] === now[field]),
    read: async (session, skc, now) =>
      session.assets === undefined ? asListed(skc, reading.fields) : read(session, skc, now),
  };
}

/** The facts of the listing. Those that it did not give stay unknown. */
function asListed(skc: Skc, fields: readonly SkcField[]): Partial<Skc> {
  const unknown = Object.entries(skc.unknown).filter(([field]) => fields.some((each) => each === field));
  if (unknown.length > 0) return { unknown: Object.fromEntries(unknown) };
  const copy: Partial<Skc> = {};
  for (const field of fields) if (skc[field] !== undefined) Object.assign(copy, { [field]: skc[field] });
  return copy;
}
