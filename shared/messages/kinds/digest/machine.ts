import { sanitize } from '../../../model/sanitize.ts';
import type { Digest } from './content.ts';
import { publishedDigestSchema } from './published.ts';
import { rollUpCommand } from './words.ts';

/**
 * A digest as JSON after `digest.schema.json`. It names what every channel names: entries that have a line are never
 * left out.
 * @param rolledUp At most so many entries of those that a roll-up counts are listed; the rest is in `entriesOmitted`.
 */
export function machineJson(digest: Digest, rolledUp = Number.POSITIVE_INFINITY): string {
  const own = digest.entries.filter((entry) => !entry.rolledUp);
  const counted = digest.entries.filter((entry) => entry.rolledUp);
  const kept = new Set([...own, ...counted.slice(0, rolledUp)]);
  const listed = digest.entries.filter((entry) => kept.has(entry));
  const whole = publishedDigestSchema.parse({
    ...digest,
    entries: listed.map((entry) => ({ ...entry, bitesAt: entry.dueAt })),
    rollUps: digest.rollUps.map((rollUp) => ({
      ...rollUp,
      command: rollUpCommand(digest, rollUp),
      bitesAt: rollUp.dueAt,
    })),
    entriesOmitted: digest.entriesOmitted + digest.entries.length - listed.length,
  });
  return JSON.stringify(whole, (_key, value: unknown) =>
    typeof value === 'string' ? sanitize(value, 2_048) : value,
  );
}
