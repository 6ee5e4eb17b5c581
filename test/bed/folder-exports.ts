import { globSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/**
 * What the files of a folder export, with the file that exports it. A registry's test compares this with the registry
 * itself, so that a file which nobody registered fails it.
 *
 * @param folder from the root of the repository: `shared/rules`
 * @param pattern which of its files; the default takes those directly in it
 */
export async function exportsOf<T>(
  folder: string,
  isOne: (value: unknown) => value is T,
  pattern = '*.ts',
): Promise<{ file: string; value: T }[]> {
  const root = resolve(import.meta.dirname, '../..', folder);
  const found: { file: string; value: T }[] = [];
  for (const file of globSync(pattern, { cwd: root }).toSorted()) {
    const module: object = await import(join(root, file));
    for (const value of Object.values(module)) if (isOne(value)) found.push({ file: basename(file), value });
  }
  return found;
}

/** Whether a value is an object with all these properties. */
export function hasAll<Name extends string>(
  value: unknown,
  ...names: Name[]
): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}
