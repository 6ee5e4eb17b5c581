import { INDEXES, RETIRED_INDEXES } from './table.ts';

/**
 * The sets of indexes that a table goes through on its way to today's, the last one included. A stack update may create
 * or delete one global secondary index (CloudFormation, `AWS::DynamoDB::Table`), so no step changes more than one.
 * Indexes of the previous release stay; pure.
 * @param existing Names of the table's indexes; undefined where there is no table yet.
 */
export function indexSteps(
  existing: readonly string[] | undefined,
  wanted: readonly string[] = Object.keys(INDEXES),
  retained: readonly string[] = Object.keys(RETIRED_INDEXES),
): string[][] {
  if (existing === undefined) return [[...wanted]];
  const steps: string[][] = [];
  let current = [...existing];
  for (const name of wanted) if (!current.includes(name)) steps.push((current = [...current, name]));
  for (const name of existing)
    if (!wanted.includes(name) && !retained.includes(name))
      steps.push((current = current.filter((each) => each !== name)));
  return steps.length === 0 ? [current] : steps;
}
