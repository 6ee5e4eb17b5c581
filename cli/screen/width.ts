import { stripVTControlCharacters } from 'node:util';

/** Width of a text on the screen in columns: East Asian characters and emoji take two, colour codes none. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  return Array.from(plain).length + (plain.match(WIDE)?.length ?? 0);
}

/** Truncates a line without colour codes to a width in columns, between graphemes. */
export function cutTo(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(line)) {
    width += widthOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Truncates a line that may hold colour codes, which take no room and are all kept. */
export function cutColoured(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  let left = columns;
  let isCut = false;
  return line
    .split(COLOUR_CODE)
    .map((part) => {
      if (part.startsWith(ESC) || part === '') return part;
      if (isCut) return '';
      const width = widthOf(part);
      // A part that fills the line exactly is followed by more of it.
      isCut = width >= left;
      const shown = isCut ? cutTo(`${part}${' '.repeat(Math.max(0, left - width + 1))}`, left) : part;
      left -= width;
      return shown;
    })
    .join('');
}

const ESC = String.fromCodePoint(0x1b);
const COLOUR_CODE = new RegExp(`(${ESC}\\[[0-9;]*m)`);

/** Columns of a page that fits every terminal. */
export const PAGE_WIDTH = 100;

export function cutToPage(line: string): string {
  return cutTo(line, PAGE_WIDTH);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/gu;
