import type { Command } from 'commander';
import type { Dependencies } from '../program/dependencies.ts';
import { attributesAt } from '../../shared/model/attributes.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { declarationsOf } from '../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';
import { renderSkc } from '../screen/skc-page.ts';
import { marksOf } from '../reading/marks.ts';
import { findSkc } from '../reading/find-skc.ts';
import { unknownVerdictsOf } from '../reading/unknown-verdicts.ts';
import { withInventory } from '../reading/with-inventory.ts';
import { UsageError } from '../program/usage-error.ts';

export function registerShow(program: Command, dependencies: Dependencies): void {
  program
    .command('show')
    .description('Show everything known about one SKC: dates, rotation, use, findings, history, tags.')
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
        const skc = await findSkc(reading, wanted);
        const known = await reading.inventory.history(skc.id);
        if (known === undefined)
          throw new UsageError(
            `${sanitize(skc.id, 200)} was deleted while reading`,
            'Run the command again.',
          );
        const marks = await marksOf(skc, reading.inventory);
        if (reading.options.json) {
          const withOwner = { ...known.skc, ...attributesAt(known.skc, marks, reading.now) };
          return terminal.print(`${JSON.stringify([{ ...known, skc: withOwner, marks }])}\n`);
        }
        const declared = declarationsOf(await loadDeclarations([skc.cloud]));
        const account = await reading.inventory.account(skc.account);
        const scan = await reading.inventory.scan({
          account: skc.account,
          cloud: skc.cloud,
          location: skc.location,
          source: skc.type,
        });
        const { attributes } = reading.config;
        const { now, config } = reading;
        const unknown = unknownVerdictsOf(known.skc, { now, config, declared, marks });
        return terminal.print(
          renderSkc(
            { ...known, account, scan, marks, attributes, source: declared(skc.type), unknown },
            reading.now,
            terminal,
          ),
        );
      });
    });
}
