import { globSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/**
 * The exports of a folder's files, with the file of each. A registry's test compares them with the registry, so that an
 * unregistered file fails it.
 *
 * @param folder from the root of the repository: `shared/rules`
 * @param pattern which of its files; default: the files directly in it
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
