import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Words and phrases that a newcomer has to read twice, each with what to write instead. */
const UNCLEAR: readonly (readonly [RegExp, string])[] = [
  [/(?<!\bto )\bwhom\b/i, 'who, or name the person'],
  [/\banew\b/i, 'again'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix, correct'],
  [/\bbites?\b/i, 'is due'],
  [/\b(?:speaks?|spoke)\b/i, 'says, reports, notifies'],
  // The former attribute is named in quotes.
  [/(?<!['"`])\btold\b(?!['"`])/i, 'notified, reported'],
  [/\b(?:hears?|heard)\b/i, 'is notified, receives'],
  [/\bkin\b/i, 'name the relation'],
  [/\bstood\b/i, 'was'],
  [/\bstands?\b(?! (?:for|in for|out)\b)/i, 'is, is written'],
  [/\bvouch(?:es|ed|ing)?\b/i, 'identifies, issues a token for'],
  [/\b(?:lets go|none where|nobody gives|in silence|comes of|for ever)\b/i, 'say it directly'],
  [/\bthe own\b/i, "the stack's own, the caller's"],
  [/\bthe release before\b/i, 'the previous release'],
  [/\bby the word of\b/i, 'with a token from'],
  [/\b(?:withal|whence|thereof|wherein)\b/i, 'say it directly'],
];

/** Comments and string literals of TypeScript. */
const COMMENT_OR_STRING =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

const FILES = globSync(
  [
    '{bench,cli,doctor,functions,infra,sandbox,shared,test}/**/*.ts',
    'docs/*.md',
    '{README,CONTRIBUTING,CHANGELOG}.md',
  ],
  { cwd: ROOT },
).filter((file) => file !== 'test/contract/english.test.ts');

/** `file: … text …` for every unclear word in what people read of a file. */
function unclearIn(file: string, text: string): string[] {
  const read = file.endsWith('.ts') ? (text.match(COMMENT_OR_STRING) ?? []) : [text];
  return read.flatMap((part) =>
    UNCLEAR.flatMap(([pattern, instead]) => {
      const at = part.search(pattern);
      if (at < 0) return [];
      return [`${file}: "${part.slice(Math.max(0, at - 30), at + 30).replaceAll(/\s+/g, ' ')}": ${instead}`];
    }),
  );
}

it('comments, texts and docs use plain English', () => {
  expect(FILES.length).toBeGreaterThan(500);
  expect(FILES.flatMap((file) => unclearIn(file, readFileSync(`${ROOT}${file}`, 'utf8')))).toEqual([]);
});

it('an unclear word is found in comments and texts, and not in code', () => {
  expect(unclearIn('a.ts', '// Begins anew.\nconst text = "whom it may concern";')).toHaveLength(2);
  expect(unclearIn('a.ts', "const told = item['told'];")).toEqual([]);
  expect(unclearIn('a.md', 'It stands for a word, and stands out.')).toEqual([]);
});
