import type { Command, Option } from 'commander';
import { FINDINGS_COLUMNS } from '../screen/findings-table.ts';
import { CHANGE_COLUMNS } from './changes.ts';
import { LIST_COLUMNS } from './list.ts';
import { EXIT_MEANINGS } from '../program/exit-codes.ts';

/** `docs/commands.md`, generated from the program: its commands, options, examples and exit codes. */
export function renderCommandsDocument(program: Command): string {
  const sections = program.commands.map((command) => section(command));
  return [
    '# Commands',
    '',
    'After installation every command is `npx skc COMMAND`; `npm start` is `skc start`. Results go to stdout, everything else to stderr.',
    'Names and texts from the clouds are printed without control, escape and reordering characters.',
    '',
    '## Options of every command',
    '',
    optionTable(program.options),
    '',
    'Without a terminal, and with `NO_COLOR`, nothing is coloured. `SKC_DEBUG=1` prints the stack trace of an unexpected error.',
    '',
    ...sections,
    '## What `--json` prints',
    '',
    'An array, each item as soon as it is known. `list`: SKCs as stored in the inventory (`storedSkcSchema` in `shared/model/skc.ts`).',
    '`findings`: findings (`findingSchema`). `show`: one `{ skc, changes, findings }`. `targets`: `{ target, scan?, accepted? }`.',
    '`messages`: `{ id, kind, state, runAt, audience, name, subject }`, and `texts` by channel for one message.',
    "`contacts`: `{ account, name, contacts, found, subscriptions? }`, where `account` is an account's key or `organisation`. `reach` is the former name of `subscriptions`.",
    '',
    '## What `--csv` prints',
    '',
    "RFC 4180 with a header. A cell that could start a formula, and the part of one behind `;` or `|`, is prefixed with `'`; line breaks and tabs become spaces. `bitesAt` repeats `dueAt` and goes in the next release.",
    '',
    `- \`list\`: ${LIST_COLUMNS.map(({ name }) => `\`${name}\``).join(', ')}`,
    `- \`changes\`: ${CHANGE_COLUMNS.map(({ name }) => `\`${name}\``).join(', ')}`,
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

/** The examples of a command; commander renders them only with the whole help. */
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
