import { nearest } from '../../shared/config/nearest.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import { UsageError } from '../program/usage-error.ts';
import type { Reading } from './with-inventory.ts';

const MOST_CANDIDATES = 15;

/**
 * The SKC that `wanted` names. Exact matches go before partial ones, and what exists before what is gone.
 * @throws {UsageError} when there is none, or more than one; the candidates are named.
 */
export async function findSkc({ inventory }: Pick<Reading, 'inventory'>, wanted: string): Promise<StoredSkc> {
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
  const said = sanitize(wanted, 100);
  if (only === undefined) {
    const meant = nearest(wanted, [...names]);
    const question = meant === undefined ? '' : `Did you mean ${sanitize(meant, 100)}? `;
    throw new UsageError(
      `no SKC has ${said} in its name or id`,
      `${question}skc list --all --text TEXT also searches tags.`,
    );
  }
  if (candidates.length === 1) return only;
  const shown = candidates
    .slice(0, MOST_CANDIDATES)
    .map((skc) => `    ${sanitize(skc.name, 60)}  ${sanitize(skc.id, 200)}`);
  const more = candidates.length - shown.length;
  throw new UsageError(
    `${said} matches ${candidates.length} SKCs:\n${shown.join('\n')}${more > 0 ? `\n    and ${more} more` : ''}`,
    'Type the full id, or more of the name.',
  );
}
