import { exportsOf, hasAll } from '../folder-exports.ts';
import type { Label } from './label.ts';

/** The labelled cases of every type: each list of them that a file beside a source's fixture exports. */
export const LABELLED: readonly Label[] = (await exportsOf('test/bed/sources', isLabels, '*/*.ts')).flatMap(
  ({ value }) => value,
);

function isLabels(value: unknown): value is readonly Label[] {
  return Array.isArray(value) && value.every((each) => hasAll(each, 'name', 'skc', 'says'));
}
