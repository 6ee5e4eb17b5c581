import { exportsOf, hasAll } from '../folder-exports.ts';
import type { SourceFixture } from './contract.ts';

/** The fixture of every AWS source: the exports of the folder's files. */
export const AWS_FIXTURES: readonly SourceFixture[] = (
  await exportsOf('test/bed/sources/aws', isFixture)
).map(({ value }) => value);

function isFixture(value: unknown): value is SourceFixture {
  return hasAll(value, 'type', 'listing', 'fill');
}
