import type { RefusedEntry } from '../../clouds/azure/pages.ts';
import { sanitize } from '../../model/sanitize.ts';
import type { Problem } from '../../model/target.ts';
import type { Reading } from '../contract.ts';

const NAMED = 3;

/** Reports entries of a list that were left out: the others are read, and the scan is partial. */
export function reportRefused(
  { problem }: Pick<Reading, 'problem'>,
  operation: string,
): (entries: readonly RefusedEntry[]) => void {
  return (entries) => {
    if (entries.length > 0) problem(refusedProblem(operation, entries));
  };
}

/** The problem of entries that are not in their documented form. @param operation The permission that lists them. */
export function refusedProblem(
  operation: string,
  entries: readonly RefusedEntry[],
): Problem & { kind: 'malformed' } {
  const named = entries
    .slice(0, NAMED)
    .map(
      ({ name, why }) => `${name === undefined ? 'one without a name' : `“${sanitize(name, 80)}”`} (${why})`,
    );
  return {
    operation,
    code: 'InvalidAzureAnswer',
    kind: 'malformed',
    message: sanitize(`Left out what is not in its documented form: ${named.join(', ')}`, 300),
    skcs: entries.length,
  };
}
