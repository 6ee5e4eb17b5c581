import type { ProblemKind } from './problem-kind.ts';
import type { Problem } from './target.ts';

/** A cloud's error in the form that scans record. */
export interface CloudFailure {
  /** Access was denied, as opposed to another failure. */
  denied: boolean;
  problem: Problem & { kind: ProblemKind };
}
