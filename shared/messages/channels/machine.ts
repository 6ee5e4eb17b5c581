import { digestSchema, type Digest } from '../../model/digest.ts';
import { sanitize } from '../../model/sanitize.ts';
import type { Format } from './contract.ts';

/** The digest as JSON after `digest.schema.json`, for queues, functions, and whoever subscribes by another protocol. */
export const machine: Format = {
  name: 'machine',
  protocols: ['default', 'sqs', 'lambda'],
  render: renderMachine,
};

function renderMachine(digest: Digest, entries = Number.POSITIVE_INFINITY): string {
  // Those with a line of their own outlast those that a roll-up counts.
  const kept = new Set(
    digest.entries.toSorted((a, b) => Number(a.rolledUp) - Number(b.rolledUp)).slice(0, entries),
  );
  const listed = digest.entries.filter((entry) => kept.has(entry));
  const whole = digestSchema.parse({
    ...digest,
    entries: listed,
    entriesOmitted: digest.entriesOmitted + digest.entries.length - listed.length,
  });
  return JSON.stringify(whole, (_key, value: unknown) =>
    typeof value === 'string' ? sanitize(value, 2_048) : value,
  );
}
