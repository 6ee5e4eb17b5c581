/**
 * Makes a text that came from a cloud (a name, a tag, an error message) safe to print on one line anywhere: a
 * terminal, a mail, a chat.
 *
 * Terminal escape sequences, the characters that reorder or hide text (bidirectional controls, zero-width ones, tags,
 * private use, lone surrogates) are removed; control characters, line breaks and other white space become one space.
 * Markup stays as it stands: escaping it is the business of the format that knows its markup.
 *
 * @param max longest result, in graphemes (what a person counts as characters), none of them longer than four UTF-16
 * units on average; a cut text ends in `…`.
 */
export function sanitize(text: string, max: number): string {
  // Cut coarsely first: no grapheme that anybody means is longer than 16 units, and a hostile one may be megabytes.
  const plain = text
    .slice(0, max * 16 + 4096)
    .replace(ESCAPE_SEQUENCE, '')
    .replace(BLANK, ' ')
    .replace(HIDDEN, '')
    .replace(STACKED_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (plain.length <= max) return plain;
  // Segmenting is slow, so no further than needed: `room` holds what fits if one more than `max` should follow.
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

/** UTF-16 units that a grapheme may take on average: some scripts chain letters into one without end. */
const UNITS = 4;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

// Control characters are composed by code: in a literal they could not be seen.
const ESC = String.fromCodePoint(0x1b);
const BEL = String.fromCodePoint(0x07);
const CSI = String.fromCodePoint(0x9b);
const OSC = String.fromCodePoint(0x9d);
const ST = String.fromCodePoint(0x9c);

/** CSI (`ESC [ … m`), OSC (`ESC ] … BEL`), then any other escape with the one character that follows it. */
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
 * Format characters (bidirectional controls, zero-width ones, soft hyphen, tags), variation selectors, the fillers that
 * are letters by class and blank by look, lone surrogates, private use and unassigned ones.
 */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2800]/gu;

/** More than three combining marks on one letter: they climb over the neighbouring lines. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;
