import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULE_IDS } from '../../shared/rules/registry.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';

const ROOT = new URL('../../', import.meta.url);
const types = (await loadDeclarations()).map(({ type }) => type);

/** Every matching line of code below a folder, without comments: `file:line` and the line. */
function linesThatMatch(folder: string, pattern: RegExp): string[] {
  const files = readdirSync(fileURLToPath(new URL(folder, ROOT)), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(new URL(`${folder}/${file}`, ROOT), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) && !/^\s*(\/?\*|\/\/)/.test(line)
            ? [`${folder}/${file}:${index + 1} ${line.trim()}`]
            : [],
        ),
    );
}

describe('code that must not name types of SKC', () => {
  const anyType = new RegExp(
    `['"\`](${types.map((type) => type.replace('.', String.raw`\.`)).join('|')})['"\`]`,
  );

  it.each(['shared/rules', 'shared/findings', 'shared/messages', 'cli/screen'])('%s names none', (folder) => {
    expect(linesThatMatch(folder, anyType)).toEqual([]);
  });

  it('detects a named type', () => {
    expect(linesThatMatch('shared/sources/aws', anyType).length).toBeGreaterThan(3);
  });
});

describe('code that must not name rules', () => {
  const anyRule = new RegExp(`['"\`](${RULE_IDS.join('|')})['"\`]`);
  // A word of a screen may be spelled like a rule; what is compared with one is a rule.
  const comparedRule = new RegExp(`[=!]== ${anyRule.source}`);

  it.each(['shared/findings', 'shared/messages', 'shared/readers', 'functions', 'cli/reading', 'cli/screen'])(
    '%s names none',
    (folder) => {
      expect(linesThatMatch(folder, anyRule)).toEqual([]);
    },
  );

  it('cli/commands compares with none', () => {
    expect(linesThatMatch('cli/commands', comparedRule)).toEqual([]);
  });

  it('detects a named rule', () => {
    expect(linesThatMatch('shared/sources/aws', anyRule).length).toBeGreaterThan(3);
    expect("if (a.rule === 'expired')").toMatch(comparedRule);
  });
});

describe('shared/rules', () => {
  it('reads typed fields, never the details', () => {
    expect(linesThatMatch('shared/rules', /\bdetails\b/)).toEqual([]);
  });
});
