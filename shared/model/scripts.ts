import { sanitize } from './sanitize.ts';

/**
 * Scripts whose letters look alike. Source: Unicode Technical Standard 39, "Unicode Security Mechanisms", confusables of
 * Latin letters. Others (Han, Hiragana, Katakana, Hangul, Arabic …) are used beside Latin every day and cannot be taken
 * for it.
 */
const LOOK_ALIKE = [
  /\p{Script=Latin}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/** Is before a name that mixes such scripts, where no narrow column cuts it off. */
const MIXED = '(mixed scripts) ';

/**
 * Whether a name has letters of two scripts that look alike, as `pаyments` with a Cyrillic `а`. A name wholly in one
 * script is not mixed, and neither is Japanese, with or without Latin.
 */
export function mixesScripts(text: string): boolean {
  return !ASCII.test(text) && LOOK_ALIKE.filter((script) => script.test(text)).length > 1;
}

/**
 * A name from a cloud for people: sanitized, and marked where it mixes scripts that look alike.
 * @param max maximum length in graphemes, the mark included.
 */
export function shownName(name: string, max: number): string {
  return mixesScripts(name)
    ? `${MIXED}${sanitize(name, Math.max(1, max - MIXED.length))}`
    : sanitize(name, max);
}

const ASCII = /^[ -~]*$/;
