import type { Skc } from '../model/skc.ts';
import type { Declaration } from '../sources/contract.ts';
import type { Instant } from '../model/instant.ts';
import { knownUnused } from './ladder.ts';
import { isUnread, moved } from './outcome.ts';

const RECENT_USE_DAYS = 30;
const UNUSED_DAYS = 90;

/**
 * Whether something uses an SKC: it is attached, or was used within 30 days (to the second included). False where that
 * is known: attached to nothing with a private key that never left its service, or not used for 90 days. Undefined where
 * it could not be read, where the last use is in between, or where the cloud does not say. Pure.
 */
export function isInUse(
  skc: Skc,
  { now, source }: { now: Instant; source: Pick<Declaration, 'traits'> | undefined },
): boolean | undefined {
  if (isAttached(skc)) return true;
  if (knownUnused(skc)) return false;
  if (isUnread(skc, 'lastUsedAt')) return undefined;
  if (skc.lastUsedAt !== undefined && skc.lastUsedAt >= moved(now, -RECENT_USE_DAYS)) return true;
  const { lastUse } = source?.traits ?? {};
  if (lastUse !== 'exact' && lastUse !== 'day') return undefined;
  const since = skc.lastUsedAt ?? skc.createdAt;
  return since !== undefined && since < moved(now, -UNUSED_DAYS) ? false : undefined;
}

/** The cloud itself says that a resource uses it now. */
export function isAttached(skc: Skc): boolean {
  return skc.inUse === true && !isUnread(skc, 'inUse');
}
