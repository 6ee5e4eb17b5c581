import type { Command } from 'commander';
import type { Dependencies } from '../program/dependencies.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import { renderSkc } from '../screen/skc-page.ts';
import { withInventory, type Reading } from '../reading/with-inventory.ts';
import { UsageError } from '../program/usage-error.ts';

const MOST_CANDIDATES = 15;

export function registerShow(program: Command, dependencies: Dependencies): void {
  program
    .command('show')
    .description('Show everything known of one SKC: dates, rotation, use, findings, history, tags.')
    .argument('<id>', 'its full id, its name, or a unique part of either')
    .addHelpText(
      'after',
      `
Examples:
  $ skc show pay/db/main
  $ skc show arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
  $ skc show pay/db/main --json              the SKC with its changes and findings`,
    )
    .action(async (wanted: string, _options: unknown, command: Command) => {
      await withInventory(command, dependencies, async (reading) => {
        const { terminal } = dependencies;
        const skc = await theOne(reading, wanted);
        const known = await reading.inventory.history(skc.id);
        if (known === undefined)
          throw new UsageError(
            `${sanitize(skc.id, 200)} was deleted while reading`,
            'Run the command again.',
          );
        if (reading.options.json) return terminal.print(`${JSON.stringify([known])}\n`);
        const account = await reading.inventory.account(skc.account);
        const scan = await reading.inventory.scan({
          account: skc.account,
          cloud: skc.cloud,
          location: skc.location,
          source: skc.type,
        });
        return terminal.print(renderSkc({ ...known, account, scan }, reading.now, terminal));
      });
    });
}

/**
 * The SKC that `wanted` names. Exact matches go before partial ones, existing SKCs before deleted ones.
 * @throws {UsageError} when there is none, or more than one; the candidates are named.
 */
async function theOne(reading: Reading, wanted: string): Promise<StoredSkc> {
  const byId = await reading.inventory.history(wanted);
  if (byId !== undefined) return byId.skc;
  const ranks: StoredSkc[][] = [[], [], [], []];
  const part = wanted.toLowerCase();
  for (const account of await reading.inventory.accounts())
    for await (const skc of reading.inventory.skcs(account.key)) {
      const exact = skc.name === wanted;
      if (!exact && !`${skc.name}\n${skc.id}`.toLowerCase().includes(part)) continue;
      ranks[(exact ? 0 : 2) + (skc.absentAt === undefined ? 0 : 1)]?.push(skc);
    }
  const candidates = ranks.find((rank) => rank.length > 0) ?? [];
  const [only] = candidates;
  const said = sanitize(wanted, 100);
  if (only === undefined)
    throw new UsageError(
      `no SKC has ${said} in its name or id`,
      'skc list --all --text TEXT also searches tags.',
    );
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
