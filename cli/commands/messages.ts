import { Option, type Command } from 'commander';
import * as z from 'zod';
import { nearest } from '../../shared/config/nearest.ts';
import { channels } from '../../shared/messages/channels/registry.ts';
import { CLOUDS } from '../../shared/model/account.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { UsageError } from '../program/usage-error.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { filtersSchema } from '../reading/filters.ts';
import { refuseUnknownNames } from '../reading/named.ts';
import { addressesOf, sentMessages, type SentMessage } from '../reading/sent-messages.ts';
import { withInventory, type InventorySession } from '../reading/with-inventory.ts';
import { printJson } from '../screen/json.ts';
import { renderTable, type Column } from '../screen/table.ts';
import { longest, type Terminal } from '../screen/terminal.ts';
import { counted, minute, shownOf } from '../screen/words.ts';

const CHANNELS = channels.map(({ name }) => name);
const SHOWN = 20;

const optionsSchema = filtersSchema
  .pick({ cloud: true, account: true, limit: true })
  .extend({ channel: z.enum(CHANNELS).default('email') });

/** `skc messages`: the messages that were sent, from the inventory, or one of them in full. */
export function registerMessages(program: Command, dependencies: Dependencies): void {
  program
    .command('messages')
    .description('List the messages that were sent, the newest first, or print one.')
    .argument('[id]', 'the id of a message, as at its end: D-9e421a83')
    .addOption(new Option('--cloud <cloud>', 'only to accounts of this cloud').choices(CLOUDS))
    .option('--account <account>', 'only to this account: its id, key (aws#123456789012) or name')
    .option('--limit <count>', `print at most this many; without it ${SHOWN}`)
    .addOption(
      new Option('--channel <channel>', 'with an id: the text of this channel')
        .choices(CHANNELS)
        .default('email'),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ skc messages                             the messages sent, with receivers and subjects
  $ skc messages D-9e421a83                  one message, as its e-mail
  $ skc messages D-9e421a83 --channel webhook
  $ skc --stack SkcWatch messages --account pay-prod`,
    )
    .action(async (id: string | undefined, _options: unknown, command: Command) => {
      const { channel, limit = SHOWN, ...filters } = parsedOptions(optionsSchema, command);
      if (id?.trim() === '') throw new UsageError('no message is named', 'Run skc messages for their ids.');
      await withInventory(command, dependencies, async (reading) => {
        await refuseUnknownNames(filters, reading);
        const { terminal } = dependencies;
        const all = await sentMessages(reading.inventory, filters);
        if (id !== undefined) return printOne(terminal, reading, named(id, all), channel);
        if (reading.options.json) {
          await printJson(terminal, all.slice(0, limit).map(asJson));
          return;
        }
        return printAll(terminal, all, limit);
      });
    });
}

/** @throws {UsageError} if no message has the id. */
function named(id: string, all: readonly SentMessage[]): SentMessage[] {
  const wanted = id.trim().toLowerCase();
  const found = all.filter(({ stored }) => stored.id.toLowerCase() === wanted);
  if (found.length > 0) return found;
  const meant = nearest(id, [...new Set(all.map(({ stored }) => stored.id))]);
  throw new UsageError(
    `no message has the id ${sanitize(id, 40)}`,
    `${meant === undefined ? '' : `Did you mean ${sanitize(meant, 40)}? `}Run skc messages for their ids.`,
  );
}

async function printAll(terminal: Terminal, all: readonly SentMessage[], limit: number): Promise<void> {
  if (all.length === 0)
    return terminal.print('No message was sent. skc run --alert and deployed runs send them.\n');
  const columns: Column<SentMessage>[] = [
    { title: 'RUN OF', value: ({ stored }) => minute(stored.run.now) },
    { title: 'ID', value: ({ stored }) => sanitize(stored.id, 20) },
    { title: 'TO', value: ({ to }) => shownName(to.name, longest(terminal, 40)), least: 12 },
    { title: 'SUBJECT', value: (each) => subjectOf(each), least: 24 },
  ];
  await terminal.print(`${renderTable(columns, all.slice(0, limit), terminal.columns)}\n`);
  await terminal.print(
    terminal.colours.dim(
      `\n${shownOf(all.length, limit)}${counted(all.length, 'message')}. Run skc messages ID to read one.\n`,
    ),
  );
}

function subjectOf({ stored, message }: SentMessage): string {
  const unsure = stored.state === 'pending' ? ' (may not have been sent)' : '';
  return `${message === undefined ? '(in a form that this version does not know)' : sanitize(message.headline, 120)}${unsure}`;
}

async function printOne(
  terminal: Terminal,
  { inventory, options }: InventorySession,
  found: readonly SentMessage[],
  channel: string,
): Promise<void> {
  if (options.json) {
    await printJson(
      terminal,
      found.map((each) => ({
        ...asJson(each),
        texts: Object.fromEntries(CHANNELS.map((name) => [name, textOf(each, name)])),
      })),
    );
    return;
  }
  for (const each of found) {
    const { to, stored } = each;
    const contacts = addressesOf(await inventory.contacts(to.audience));
    const lines = [
      terminal.colours.bold(`Subject: ${subjectOf(each)}`),
      `To:      ${shownName(to.name, 100)}${contacts.length === 0 ? '' : `: ${sanitize(contacts.join(', '), 400)}`}`,
      `Run of:  ${minute(stored.run.now)}`,
      '',
      (textOf(each, channel) ?? '(in a form that this version does not know)').trimEnd(),
      '',
    ];
    await terminal.print(`${lines.join('\n')}\n`);
  }
}

/** The text of a channel; JSON is indented. */
function textOf({ message }: SentMessage, channel: string): string | undefined {
  if (message === undefined) return undefined;
  const text = channels.find(({ name }) => name === channel)?.render(message);
  if (text === undefined || !/^[[{]/.test(text)) return text;
  const parsed: unknown = JSON.parse(text);
  return JSON.stringify(parsed, undefined, 2);
}

function asJson({ to, stored, message }: SentMessage): Record<string, unknown> {
  const { id, kind, state, run } = stored;
  return {
    id,
    kind,
    state,
    runAt: run.now,
    audience: to.audience,
    name: to.name,
    subject: message?.headline,
  };
}
