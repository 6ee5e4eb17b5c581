import { sanitize } from '../../../model/sanitize.ts';
import type { Digest } from './content.ts';
import { publishedDigestSchema } from './published.ts';

/**
 * A digest as JSON after `digest.schema.json`.
 * @param entries At most so many are listed; the rest is counted in `entriesOmitted`.
 */
export function machineJson(digest: Digest, entries = Number.POSITIVE_INFINITY): string {
  // Those with a line of their own outlast those that a roll-up counts.
  const kept = new Set(
    digest.entries.toSorted((a, b) => Number(a.rolledUp) - Number(b.rolledUp)).slice(0, entries),
  );
  const listed = digest.entries.filter((entry) => kept.has(entry));
  const whole = publishedDigestSchema.parse({
    ...digest,
    entries: listed.map((entry) => ({ ...entry, bitesAt: entry.dueAt })),
    rollUps: digest.rollUps.map((rollUp) => ({ ...rollUp, bitesAt: rollUp.dueAt })),
    entriesOmitted: digest.entriesOmitted + digest.entries.length - listed.length,
  });
  return JSON.stringify(whole, (_key, value: unknown) =>
    typeof value === 'string' ? sanitize(value, 2_048) : value,
  );
}
