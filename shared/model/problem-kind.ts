import type { Problem } from './target.ts';

/** Why something could not be read. The next step depends on it. */
export const PROBLEM_KINDS = [
  /** A permission is missing. */
  'denied',
  /** The API, service or region is switched off in the account. */
  'disabled-api',
  /** A policy above the account forbids it: a grant has no effect. */
  'policy',
  /** The network does not let the call through, or the host is unknown. */
  'unreachable',
  /** The cloud asked to call less often. */
  'throttled',
  /** The answer is not in its documented form. */
  'malformed',
  /** Nothing went wrong: the listing is so long that the next call or run continues it. */
  'continues',
  /** Any other error. */
  'failed',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

const KNOWN: ReadonlySet<string> = new Set(PROBLEM_KINDS);

/**
 * The kind of a problem. Problems stored before kinds existed are classified by their code. A kind that only a newer
 * release knows counts as `failed`.
 */
export function problemKindOf({ kind, code, missingPermission }: Problem): ProblemKind {
  if (kind !== undefined) return isKnown(kind) ? kind : 'failed';
  if (code === 'unreachable') return 'unreachable';
  if (code === 'SERVICE_DISABLED') return 'disabled-api';
  return missingPermission === undefined ? 'failed' : 'denied';
}

function isKnown(word: string): word is ProblemKind {
  return KNOWN.has(word);
}
