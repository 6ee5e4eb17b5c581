/**
 * Makes text from a cloud (a name, a tag, an error message) safe to print on one line in a terminal, e-mail or
 * chat.
 *
 * Removes terminal escape sequences and characters that reorder or hide text (bidirectional controls, zero-width
 * characters, tags, private use, lone surrogates). Replaces control characters, line breaks and other white space
 * with one space. Markup is left unchanged; each output format escapes its own.
 *
 * @param max maximum length in graphemes (user-perceived characters), at most four UTF-16 units each on average;
 * truncated text ends in `…`.
 */
export function sanitize(text: string, max: number): string {
  // Truncate roughly first: legitimate graphemes are at most 16 units long, but a hostile one may take megabytes.
  const plain = text
    .slice(0, max * 16 + 4096)
    .replace(ESCAPE_SEQUENCE, '')
    .replace(BLANK, ' ')
    .replace(HIDDEN, '')
    .replace(STACKED_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (plain.length <= max) return plain;
  // Segmenting is slow, so it stops as soon as possible. `room` is the part that leaves space for `…`.
  let kept = '';
  let room = '';
  let count = 0;
  for (const { segment } of segmenter.segment(plain)) {
    if (count === max || kept.length + segment.length > max * UNITS) return `${room.trimEnd()}…`;
    kept += segment;
    count += 1;
    if (count < max && kept.length < max * UNITS) room = kept;
  }
  return plain;
}

/** Average number of UTF-16 units per grapheme: some scripts allow graphemes of unlimited length. */
const UNITS = 4;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

// Built from code points, since control characters are invisible in a literal.
const ESC = String.fromCodePoint(0x1b);
const BEL = String.fromCodePoint(0x07);
const CSI = String.fromCodePoint(0x9b);
const OSC = String.fromCodePoint(0x9d);
const ST = String.fromCodePoint(0x9c);

/** CSI (`ESC [ … m`), OSC (`ESC ] … BEL`), then any other escape with its following character. */
const ESCAPE_SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`,
    `(?:${ESC}\\]|${OSC})[^${BEL}${ESC}${ST}]*(?:${BEL}|${ESC}\\\\|${ST})`,
    `${ESC}[ -/]*[0-~]?`,
  ].join('|'),
  'gu',
);

/** Control characters, line and paragraph separators, and every width of space. */
const BLANK = /[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu;

/**
 * Format characters (bidirectional controls, zero-width ones, soft hyphen, tags), variation selectors, filler
 * letters that look blank, lone surrogates, private use and unassigned code points.
 */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2800]/gu;

/** More than three combining marks on one letter, which would cover neighbouring lines. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;
