import { nearest } from '../../shared/config/nearest.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import { UsageError } from '../program/usage-error.ts';
import type { InventorySession } from './with-inventory.ts';

const MOST_CANDIDATES = 15;

/**
 * The SKC that `wanted` identifies. Exact matches come before partial ones, existing SKCs before deleted ones.
 * @throws {UsageError} when no SKC matches, or several do; the message names the candidates.
 */
export async function findSkc(
  { inventory }: Pick<InventorySession, 'inventory'>,
  wanted: string,
): Promise<StoredSkc> {
  if (wanted.trim() === '')
    throw new UsageError('no SKC is named', 'Type its id, its name, or a unique part of either.');
  const byId = await inventory.history(wanted);
  if (byId !== undefined) return byId.skc;
  const ranks: StoredSkc[][] = [[], [], [], []];
  const part = wanted.toLowerCase();
  const names = new Set<string>();
  for (const account of await inventory.accounts())
    for await (const skc of inventory.skcs(account.key)) {
      names.add(skc.name);
      const exact = skc.name === wanted;
      if (!exact && !`${skc.name}\n${skc.id}`.toLowerCase().includes(part)) continue;
      ranks[(exact ? 0 : 2) + (skc.absentAt === undefined ? 0 : 1)]?.push(skc);
    }
  const candidates = ranks.find((rank) => rank.length > 0) ?? [];
  const [only] = candidates;
  const typed = sanitize(wanted, 100);
  if (only === undefined) {
    const meant = nearest(wanted, [...names]);
    const question = meant === undefined ? '' : `Did you mean ${sanitize(meant, 100)}? `;
    throw new UsageError(
      `no SKC has "${typed}" in its name or id`,
      `${question}To search tags as well, run skc list --all --text TEXT.`,
    );
  }
  if (candidates.length === 1) return only;
  const shown = candidates
    .slice(0, MOST_CANDIDATES)
    .map((skc) => `    ${shownName(skc.name, 60)}  ${sanitize(skc.id, 200)}`);
  const more = candidates.length - shown.length;
  throw new UsageError(
    `"${typed}" matches ${candidates.length} SKCs:\n${shown.join('\n')}${more > 0 ? `\n    and ${more} more` : ''}`,
    'Type the full id, or more of the name.',
  );
}
