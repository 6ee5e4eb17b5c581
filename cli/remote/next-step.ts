import type { Ended } from './execution.ts';

/** The next step after a run that did not succeed. */
export function nextStep({ status, cause }: Pick<Ended, 'status' | 'cause'>, execution: string): string {
  // Such a run went through to its end: a redrive would repeat only its last state, not the Map that tolerated failures.
  const over = cause?.startsWith('RunIncomplete') === true;
  if (over || status === 'ABORTED') return 'Fix the cause, then start another run: npx skc run --remote';
  return `Fix the cause, then redrive it: aws stepfunctions redrive-execution --execution-arn ${execution}`;
}
