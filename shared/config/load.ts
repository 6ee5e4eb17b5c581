import { readFile } from 'node:fs/promises';
import { sanitize } from '../model/sanitize.ts';
import { BadConfig } from './bad-config.ts';
import { crossCheck } from './cross-checks.ts';
import { findSyntaxMistake } from './json-syntax.ts';
import { mistakesOf } from './mistakes.ts';
import type { Config, ConfigSchema } from './schema.ts';

/**
 * Reads a configuration file; without a path, all defaults.
 * @throws {BadConfig} with every mistake of the file at once, or when it cannot be read.
 */
export async function loadConfig(path: string | undefined, schema: ConfigSchema): Promise<Config> {
  if (path === undefined) return schema.parse({});
  return parseConfig(await textOf(path), path, schema);
}

/**
 * Checks the text of a configuration file. `file` names it in messages.
 * @throws {BadConfig} with every mistake at once.
 */
export function parseConfig(text: string, file: string, schema: ConfigSchema): Config {
  // Editors on Windows put a byte order mark in front, which JSON does not know.
  const json = text.replace(/^\uFEFF/, '');
  const syntax = findSyntaxMistake(json);
  if (syntax !== undefined)
    throw new BadConfig(file, [
      {
        path: `line ${syntax.line}, column ${syntax.column}`,
        expected: syntax.expected,
        found: sanitize(syntax.found, 60),
      },
    ]);
  const data: unknown = JSON.parse(json);
  const parsed = schema.safeParse(data);
  const mistakes = [
    ...(parsed.success ? [] : mistakesOf(schema, data, parsed.error.issues)),
    ...crossCheck(data),
  ];
  if (!parsed.success || mistakes.length > 0) throw new BadConfig(file, mistakes);
  return parsed.data;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const found = cause instanceof Error && 'code' in cause ? String(cause.code) : 'an error';
    const mistake = { path: '', expected: 'expected a JSON file that can be read', found };
    throw new BadConfig(path, [mistake], { cause });
  }
}
