import type { Unlisted } from '../../functions/plan/unlisted.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Terminal } from './terminal.ts';

/** What a screen says of a cloud whose accounts could not be listed. */
export function unlistedLine({ cloud, problem }: Unlisted, colours: Terminal['colours']): string {
  const { operation, code, message, remedy } = problem;
  return (
    `${colours.red(`the accounts of ${cloud} could not be listed`)}: ${operation} answered ` +
    `${code}: ${sanitize(message, 400)}\n  ${remedy}`
  );
}
