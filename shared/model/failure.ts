import type { ProblemKind } from './problem-kind.ts';
import type { Problem } from './target.ts';

/** A cloud's error in the form that scans record. */
export interface CloudFailure {
  /** Refused for want of a permission, rather than failed. */
  denied: boolean;
  problem: Problem & { kind: ProblemKind };
}
