import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { lastInstantOf, latestEnd } from '../../shared/config/exclusion-for.ts';
import { watch } from '../../shared/inventory/watch.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { holds, MARK_KINDS, type Mark } from '../../shared/model/mark.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { UsageError } from '../program/usage-error.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { findSkc } from '../reading/find-skc.ts';
import { marksOf } from '../reading/marks.ts';
import { withInventory, type InventorySession } from '../reading/with-inventory.ts';

type Kind = (typeof MARK_KINDS)[number];

const optionsSchema = z.object({
  by: z.string().trim().min(1, 'expected a name: --by NAME').optional(),
  reason: z.string().trim().min(3, 'expected at least three characters: --reason WHY').optional(),
  until: z.iso.date('expected a day like 2027-03-01').optional(),
  clear: z.boolean().default(false),
});
type Options = z.output<typeof optionsSchema>;

/** Kinds of mark with which every later use of the SKC is recorded. */
const WATCHED: readonly Kind[] = ['compromised', 'decoy'];

export function registerMark(program: Command, dependencies: Dependencies): void {
  program
    .command('mark')
    .description('Record what you know about an SKC that its cloud does not know, or clear such a mark.')
    .argument('<id>', 'its full id, its name, or a unique part of either')
    .addArgument(new Argument('<kind>', 'kind of mark').choices(MARK_KINDS))
    .argument('[value]', 'for owner: name or address of the owner')
    .option('--by <who>', 'your name')
    .option('--reason <why>', 'why; shown with the findings')
    .option('--until <day>', 'last day on which the mark applies; for an exception, at most a year ahead')
    .option('--clear', 'clear the mark')
    .addHelpText(
      'after',
      `
Examples:
  $ skc mark pay/db/main compromised --by Sarah --reason "found in a public repository"
  $ skc mark legacy/mail exception --by Sarah --reason "moves in May" --until 2027-05-31
  $ skc mark pay/db/main owner payments@example.com --by Melissa --reason "new team"
  $ skc mark pay/db/main compromised --clear --by Sarah --reason "replaced"`,
    )
    .action(async (wanted: string, word: string, value: string | undefined, _options: unknown, command) => {
      const kind = z.enum(MARK_KINDS).parse(word);
      const options = parsedOptions(optionsSchema, command);
      await withInventory(command, dependencies, async (reading) => {
        const mark = checked(kind, value, options, reading.now);
        const skc = await findSkc(reading, wanted);
        await write({ ...mark, account: skc.account, skcId: skc.id }, skc, options.clear, reading);
        const name = shownName(skc.name, 100);
        const done = options.clear
          ? `The mark ${kind} of ${name} has been cleared.`
          : `${name} has been marked as ${kind}.`;
        await dependencies.terminal.print(`${done} This takes effect with the next run.\n`);
      });
    });
}

/** @throws {UsageError} naming what is missing or contradictory. */
function checked(
  kind: Kind,
  value: string | undefined,
  { by, reason, until, clear }: Options,
  now: Instant,
): Omit<Mark, 'account' | 'skcId'> {
  if (by === undefined)
    throw new UsageError('a mark needs the name of the person who sets it', 'Add --by NAME.');
  if (reason === undefined) throw new UsageError('a mark needs a reason', 'Add --reason WHY.');
  if (clear && (value !== undefined || until !== undefined))
    throw new UsageError('--clear takes neither a value nor --until', 'Leave them out.');
  if (!clear && (kind === 'owner') !== (value !== undefined))
    throw kind === 'owner'
      ? new UsageError(
          'owner needs a name or an address',
          'For example: skc mark ID owner payments@example.com',
        )
      : new UsageError(`${kind} takes no value`, 'Leave it out.');
  if (!clear && kind === 'exception' && until === undefined)
    throw new UsageError('an exception needs an end date', 'Add --until DAY, at most a year ahead.');
  const end = until === undefined ? undefined : lastInstantOf(until);
  if (end !== undefined && end < now)
    throw new UsageError(`${until} is in the past`, 'Give a day in the future.');
  if (end !== undefined && kind === 'exception' && end > latestEnd(now))
    throw new UsageError(
      `an exception ends at most a year ahead, and ${until} is later`,
      `Use --until ${latestEnd(now).slice(0, 10)} or earlier.`,
    );
  return { kind, by, at: now, reason, until: end, value };
}

async function write(mark: Mark, skc: StoredSkc, clear: boolean, reading: InventorySession): Promise<void> {
  const { inventory, marking } = reading;
  if (marking === undefined)
    throw new UsageError(
      'marks cannot be written to this inventory',
      'Choose another with --stack or --directory.',
    );
  if (!clear) await marking.setMark(mark);
  else if (!(await marking.clearMark(mark)))
    throw new UsageError(
      `${shownName(skc.name, 100)} has no mark ${mark.kind}`,
      'skc show NAME lists its marks.',
    );
  await watch(skc, watchedDuring(await marksOf(skc, inventory), reading.now), {
    scan: inventory.scan,
    recordScan: marking.recordScan,
  });
}

/** From the first mark that watches to the end of the last one; without an end if one of them has none. */
function watchedDuring(
  marks: readonly Mark[],
  now: Instant,
): { since: Instant; until?: Instant } | undefined {
  const watching = marks.filter((mark) => holds(mark, now) && WATCHED.some((each) => each === mark.kind));
  const [since] = watching.map(({ at }) => at).toSorted();
  if (since === undefined) return undefined;
  const ends = watching.flatMap(({ until }) => (until === undefined ? [] : [until])).toSorted();
  const until = ends.length < watching.length ? undefined : ends.at(-1);
  return until === undefined ? { since } : { since, until };
}
