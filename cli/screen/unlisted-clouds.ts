import type { Unlisted } from '../../shared/model/unlisted-cloud.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Terminal } from './terminal.ts';

/** The text about a cloud whose accounts could not be listed. */
export function unlistedLine({ cloud, problem }: Unlisted, colours: Terminal['colours']): string {
  const { operation, code, message, remedy } = problem;
  return (
    `${colours.red(`the accounts of ${cloud} could not be listed`)}: ${operation} returned ` +
    `${code}: ${sanitize(message, 400)}\n  ${remedy}`
  );
}
