import type { Command, Option } from 'commander';
import { FINDINGS_COLUMNS } from '../commands/findings.ts';
import { LIST_COLUMNS } from '../commands/list.ts';
import { EXIT_MEANINGS } from './exit-codes.ts';

/** `docs/commands.md`, out of the program itself: its commands, options, examples and exit codes. */
export function renderCommandsDocument(program: Command): string {
  const sections = program.commands.map((command) => section(command));
  return [
    '# Commands',
    '',
    'After installation every command is `npx skc COMMAND`; `npm start` is `skc start`. Results go to stdout, all else to stderr.',
    'Names and texts from the clouds are printed harmless: without control, escape and reordering characters.',
    '',
    '## Options of every command',
    '',
    optionTable(program.options),
    '',
    'Colours are left out without a terminal and under `NO_COLOR`; `SKC_DEBUG=1` shows where an unexpected error happened.',
    '',
    ...sections,
    '## What `--json` prints',
    '',
    'An array, an item as soon as it is known. `list`: SKCs as the inventory keeps them (`storedSkcSchema` in `shared/model/skc.ts`).',
    '`findings`: findings (`findingSchema`). `show`: one `{ skc, changes, findings }`. `targets`: `{ target, scan?, accepted? }`.',
    "`contacts`: `{ account, name, contacts, reach? }`, where `account` is an account's key or `organisation`.",
    '',
    '## What `--csv` prints',
    '',
    "RFC 4180 with a header. A cell that would start a formula has `'` in front; line breaks and tabs are spaces.",
    '',
    `- \`list\`: ${LIST_COLUMNS.map(({ name }) => `\`${name}\``).join(', ')}`,
    `- \`findings\`: ${FINDINGS_COLUMNS.map(({ name }) => `\`${name}\``).join(', ')}`,
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    ...EXIT_MEANINGS.map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    '',
  ].join('\n');
}

function section(command: Command): string {
  const examples = examplesOf(command);
  return [
    `## \`skc ${command.name()} ${command.usage()}\``,
    '',
    command.description(),
    '',
    ...command.registeredArguments.map((argument) => `- \`${argument.name()}\`: ${argument.description}\n`),
    ...(command.options.length === 0 ? [] : [optionTable(command.options), '']),
    ...(examples === '' ? [] : ['```', examples, '```', '']),
  ].join('\n');
}

function optionTable(options: readonly Option[]): string {
  const rows = options.map((option) => {
    const choices = option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`;
    const standard = typeof option.defaultValue === 'string' ? ` (default \`${option.defaultValue}\`)` : '';
    return `| \`${option.flags}\` | ${option.description}${choices}${standard} |`;
  });
  return ['| option | meaning |', '|---|---|', ...rows].join('\n');
}

/** What the command adds after its help, which only printing the help tells. */
function examplesOf(command: Command): string {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({
    ...before,
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  command.configureOutput(before);
  const [, examples = ''] = /\nExamples:\n([^]*?)(?:\n\n|$)/.exec(text) ?? [];
  return examples.replaceAll(/^ {2}/gm, '').trim();
}
