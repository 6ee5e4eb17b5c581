import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { ClockBehind } from '../functions/begin/clock-behind.ts';
import { NotThere } from '../functions/plan/asked.ts';
import { errorText } from '../shared/model/error-text.ts';
import { AccountsNotFound } from '../functions/plan/accounts.ts';
import { noAnswerIn } from '../shared/clouds/no-answer.ts';
import { nearest } from '../shared/config/nearest.ts';
import { BadConfig } from '../shared/config/bad-config.ts';
import { instant } from '../shared/model/instant.ts';
import { sanitize } from '../shared/model/sanitize.ts';
import { COMMANDS } from './commands/registry.ts';
import { openInventory } from './local/open-inventory.ts';
import { StoreUnusable } from './local/store-unusable.ts';
import type { Dependencies } from './program/dependencies.ts';
import { EXIT, EXIT_MEANINGS, gravest, type ExitCode } from './program/exit-codes.ts';
import { addGlobalOptions } from './program/global-options.ts';
import { OutputClosed, terminalOf, type Terminal } from './screen/terminal.ts';
import { TableNotReady } from './program/table-not-ready.ts';
import { UsageError } from './program/usage-error.ts';

/** Runs the command line of this process with its arguments and streams, and sets its exit code. */
export async function runProcess(): Promise<void> {
  const argv = process.argv.slice(2);
  process.exitCode = await runProgram(argv, {
    terminal: terminalOf(process.stdout, process.stderr, process.env, argv),
    now: () => instant(new Date()),
    open: openInventory,
  });
}

/**
 * Runs one command line (`['list', '--json']`).
 * @returns the exit code of the process; never throws.
 */
export async function runProgram(
  argv: readonly string[],
  surroundings: Omit<Dependencies, 'finish'>,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const finish = (next: ExitCode) => {
    code = gravest(code, next);
  };
  try {
    await buildProgram({ ...surroundings, finish }).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, surroundings.terminal);
  }
}

/** The `skc` command with all its subcommands. A usage error throws instead of ending the process. */
export function buildProgram(dependencies: Dependencies): Command {
  const program = new Command('skc')
    .description(
      'Find every secret, key and certificate (SKC), what is wrong or soon will be, and who was notified.',
    )
    .version(`SKC Watch ${packageJson.version}`, '--version', 'print the version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(dependencies.terminal.columns, 100) })
    .configureOutput({
      writeOut: (text) => dependencies.terminal.show(text),
      writeErr: (text) => dependencies.terminal.say(text.trimEnd()),
      // `explain` prints usage errors once, with the next step.
      outputError: () => undefined,
    })
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', () => exitCodes());
  addGlobalOptions(program);
  for (const register of COMMANDS) register(program, dependencies);
  return program;
}

function exitCodes(): string {
  return [
    '',
    'Exit codes:',
    ...EXIT_MEANINGS.map(({ code, meaning }) => `  ${String(code).padEnd(4)}${meaning}`),
  ].join('\n');
}

/** Prints the error and the next step to stderr. */
function explain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof OutputClosed) return EXIT.ok;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code === 'commander.help') return EXIT.wrongUse;
    const said = error.message.replace(/^error: /, '').replace('\n(', ' (');
    return wrong(terminal, said, `${meantIn(said)}Run skc --help for commands and options.`);
  }
  if (error instanceof UsageError || error instanceof ClockBehind || error instanceof NotThere)
    return wrong(terminal, error.message, error.nextStep);
  if (error instanceof StoreUnusable) {
    terminal.say(`${terminal.colours.red('error')}: ${sanitize(error.message, 500)}\n  ${error.nextStep}`);
    return EXIT.incomplete;
  }
  if (error instanceof BadConfig)
    return wrong(terminal, error.message, 'See docs/configuration.md for every key.');
  if (error instanceof TableNotReady) {
    terminal.say(`${terminal.colours.red('not upgraded yet')}: ${error.message}\n  ${error.nextStep}`);
    return EXIT.incomplete;
  }
  if (isNotSignedIn(error)) {
    const said = error instanceof AccountsNotFound && error.cause instanceof Error ? error.cause : error;
    terminal.say(`${terminal.colours.red('not signed in')}: ${sanitize(errorText(said), 300)}\n  ${SIGN_IN}`);
    return EXIT.wrongUse;
  }
  if (error instanceof AccountsNotFound) {
    terminal.say(`${terminal.colours.red('nothing was read')}: ${error.message}`);
    return EXIT.incomplete;
  }
  const silent = noAnswerIn(error);
  if (silent !== undefined) {
    terminal.say(`${terminal.colours.red('no answer')}: ${sanitize(silent, 400)}`);
    return EXIT.incomplete;
  }
  terminal.say(`${terminal.colours.red('error')}: ${chain(error)}`);
  if (terminal.debug && error instanceof Error) terminal.say(error.stack ?? '');
  else terminal.say('  Set SKC_DEBUG=1 for the stack trace.');
  return EXIT.unexpected;
}

/** The choice that was meant, where commander lists those that there are. */
function meantIn(message: string): string {
  const [, typed = '', choices = ''] =
    /argument '(.*)' is invalid\. Allowed choices are (.+)\.$/s.exec(message) ?? [];
  const meant = nearest(typed, choices.split(', '));
  return meant === undefined || meant === '' ? '' : `Did you mean ${meant}? `;
}

/** Names of the errors by which the SDKs of the clouds say that there is no sign-in at all. */
const NO_SIGN_IN = new Set([
  'CredentialsProviderError',
  'CredentialUnavailableError',
  'AggregateAuthenticationError',
]);

function isNotSignedIn(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause)
    if (NO_SIGN_IN.has(current.name) || current.message.startsWith('Could not load the default credentials'))
      return true;
  return false;
}

const SIGN_IN =
  'Set AWS_PROFILE or run aws sso login (Azure: az login; Google Cloud: gcloud auth application-default login), then run it again.';

function wrong(terminal: Terminal, message: string, nextStep: string): ExitCode {
  terminal.say(`${terminal.colours.red('usage error')}: ${message}\n  ${nextStep}`);
  return EXIT.wrongUse;
}

/** The error and its causes on one line, outermost first. */
function chain(error: unknown): string {
  const messages: string[] = [];
  let current = error;
  while (current !== undefined && messages.length < 6) {
    messages.push(
      current instanceof Error
        ? `${current.name}: ${current.message}`
        : (JSON.stringify(current) ?? 'unknown'),
    );
    current = current instanceof Error ? current.cause : undefined;
  }
  return sanitize(messages.join(' ← '), 1000);
}
