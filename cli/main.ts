import { Command, CommanderError } from 'commander';
import { AccountsNotFound } from '../functions/plan/accounts.ts';
import { BadConfig } from '../shared/config/bad-config.ts';
import { sanitize } from '../shared/model/sanitize.ts';
import { COMMANDS } from './commands/registry.ts';
import type { Dependencies } from './program/dependencies.ts';
import { EXIT, EXIT_MEANINGS, gravest, type ExitCode } from './program/exit-codes.ts';
import { addGlobalOptions } from './program/global-options.ts';
import { OutputClosed, type Terminal } from './screen/terminal.ts';
import { UsageError } from './program/usage-error.ts';

/**
 * Runs one command line (`['list', '--json']`) to its end.
 * @returns what the process must exit with; never throws.
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

/** The `skc` command with all it can do. Wrong use throws; it never ends the process. */
export function buildProgram(dependencies: Dependencies): Command {
  const program = new Command('skc')
    .description(
      'Finds every secret, key and certificate (SKC), says what is wrong or soon will be, and who was told.',
    )
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(dependencies.terminal.columns, 100) })
    .configureOutput({
      writeOut: (text) => dependencies.terminal.show(text),
      writeErr: (text) => dependencies.terminal.say(text.trimEnd()),
      // Wrong use is told once, with a hint, by `explain`.
      outputError: () => undefined,
    })
    .helpCommand('help [command]', 'show how a command is used')
    .addHelpText('after', () => exitCodes());
  addGlobalOptions(program);
  for (const register of COMMANDS) register(program, dependencies);
  return program;
}

function exitCodes(): string {
  return ['', 'Exit codes:', ...EXIT_MEANINGS.map(({ code, meaning }) => `  ${code}\t${meaning}`)].join('\n');
}

/** Says on stderr what went wrong, so that the reader knows what to do next. */
function explain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof OutputClosed) return EXIT.ok;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code === 'commander.help') return EXIT.wrongUse;
    return wrong(terminal, error.message.replace(/^error: /, ''), 'skc --help lists commands and options');
  }
  if (error instanceof UsageError) return wrong(terminal, error.message, error.hint);
  if (error instanceof BadConfig)
    return wrong(
      terminal,
      error.message,
      'docs/configuration.md lists every key; skc --help lists commands and options',
    );
  if (error instanceof AccountsNotFound) {
    terminal.say(`${terminal.colours.red('nothing was read')}: ${error.message}`);
    return EXIT.incomplete;
  }
  terminal.say(`${terminal.colours.red('error')}: ${chain(error)}`);
  if (terminal.debug && error instanceof Error) terminal.say(error.stack ?? '');
  else terminal.say('  SKC_DEBUG=1 shows where it happened');
  return EXIT.unexpected;
}

function wrong(terminal: Terminal, message: string, hint: string): ExitCode {
  terminal.say(`${terminal.colours.red('wrong use')}: ${message}\n  ${hint}`);
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
