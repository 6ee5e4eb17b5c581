import type { Ended } from './execution.ts';

/** What an operator does after a run that did not succeed, once its cause is mended. */
export function wayOn({ status, cause }: Pick<Ended, 'status' | 'cause'>, execution: string): string {
  // Such a run went through: a redrive repeats its last state alone, not the Map whose failures were tolerated.
  const over = cause?.startsWith('RunIncomplete') === true;
  if (over || status === 'ABORTED') return 'Start another, once mended: npx skc run --remote';
  return `Redrive it, once mended: aws stepfunctions redrive-execution --execution-arn ${execution}`;
}
