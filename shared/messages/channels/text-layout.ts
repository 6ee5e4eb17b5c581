import { sanitize } from '../../model/sanitize.ts';
import { shownName } from '../../model/scripts.ts';
import { unlinked } from './unlinked.ts';

/**
 * A text from a cloud for a mail's body: sanitized, on one line, and nothing that a mail program would make a link of:
 * what looks like one came from a name.
 */
export function plain(text: string, max: number): string {
  return unlinked(sanitize(text, max));
}

/** The same for a name, marked where it mixes scripts that look alike. */
export function plainName(name: string, max: number): string {
  return unlinked(shownName(name, max));
}

/** Columns of a mail's lines, which a phone shows without breaking them again. */
const WIDTH = 40;
/** A longer word is broken: without spaces a text could be as long as it likes. */
const WIDEST = 78;

/**
 * Breaks a text at spaces into lines of about 40 columns, the first after `lead`, the others as far in. A word that is
 * wider, as a name or an id, is not broken unless its line would be over 78 columns.
 */
export function wrap(text: string, lead: string, width = WIDTH): string[] {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  for (const word of text.split(' ').flatMap((each) => pieces(each, WIDEST - lead.length))) {
    const length = widthOf(line) + (empty ? 0 : 1) + widthOf(word);
    if (!empty && length > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines.map((each) => each.trimEnd());
}

/** The same without a lead; continued lines are indented, so that no text of a cloud can pass for a title. */
export function hanging(text: string): string[] {
  return wrap(text, '').map((line, index) => (index === 0 ? line : `  ${line}`));
}

/** Columns that a text takes in a fixed-width font; wide East Asian characters and emoji take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columns(character);
  return width;
}

function head(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += columns(character);
    if (used > width) break;
    kept += character;
  }
  return kept;
}

function pieces(word: string, width: number): string[] {
  const parts: string[] = [];
  let rest = word;
  while (widthOf(rest) > width) {
    const part = head(rest, width);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  parts.push(rest);
  return parts;
}

function columns(character: string): number {
  if (/^\p{M}$/u.test(character)) return 0;
  return /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u.test(
    character,
  )
    ? 2
    : 1;
}
