import { sanitize } from '../../../model/sanitize.ts';
import { mixesScripts } from '../../../model/scripts.ts';

/**
 * A text in printable ASCII, never empty unless the text is: Latin letters lose their accents, Greek and Cyrillic ones
 * are transliterated, and any other character is written by its code, `\u6f22`. A name that mixes scripts which look
 * alike is not transliterated: it would read like the name that it imitates.
 */
export function asciiOf(text: string): string {
  const plain = sanitize(text, 200);
  const isMixed = mixesScripts(plain);
  return plain
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(
      /[^ -~]/gu,
      (character) => SIGNS[character] ?? (isMixed ? codeOf(character) : letterOf(character)),
    )
    .replaceAll('://', ':')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function letterOf(character: string): string {
  const lower = character.toLowerCase();
  const letters = LETTERS[lower];
  if (letters === undefined) return codeOf(character);
  return lower === character ? letters : letters.charAt(0).toUpperCase() + letters.slice(1);
}

function codeOf(character: string): string {
  const code = character.codePointAt(0)?.toString(16) ?? '';
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

const SIGNS: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};

/** Letters that no decomposition turns into ASCII; Cyrillic as passports do (ICAO 9303), Greek likewise. */
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'ß:ss ø:o æ:ae œ:oe ł:l đ:d ð:d þ:th ı:i ' +
    'а:a б:b в:v г:g д:d е:e ж:zh з:z и:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ' +
    'ъ:ie ы:y ь: э:e ю:iu я:ia є:ie і:i ґ:g ' +
    'α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o'
  )
    .split(' ')
    .map((pair) => pair.split(':')),
);
