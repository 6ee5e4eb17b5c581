import { warningText, type ConfigWarning } from '../../shared/config/warnings.ts';
import type { Terminal } from './terminal.ts';

const MOST = 8;

/** Says what of the configuration has no effect, beside what a command prints. */
export function sayWarnings(warnings: readonly ConfigWarning[], terminal: Terminal): void {
  const word = terminal.colours.yellow('warning');
  const shown = warnings.length <= MOST + 1 ? warnings : warnings.slice(0, MOST);
  for (const warning of shown) terminal.say(`${word}: ${warningText(warning)}`);
  const more = warnings.length - shown.length;
  if (more > 0) terminal.say(`${word}: and ${more} more of the configuration: skc config check`);
}
