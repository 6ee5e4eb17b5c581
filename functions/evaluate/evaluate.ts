import {
  updateFindings,
  type UpdateDependencies,
  type Updated,
  type UpdateInput,
} from '../../shared/findings/update.ts';

export type EvaluateDependencies = UpdateDependencies;
export type Evaluated = Updated;

/**
 * Runs the rules over an account's SKCs and targets; opens, updates and closes its findings and records the account's
 * summary. Needs only the table.
 */
export function evaluate(input: UpdateInput, dependencies: EvaluateDependencies): Promise<Evaluated> {
  return updateFindings(input, dependencies);
}
