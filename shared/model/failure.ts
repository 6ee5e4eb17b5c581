import type { Problem } from './target.ts';

/** A cloud's refusal or failure, brought to what scans record. */
export interface CloudFailure {
  /** Refused for want of a permission, rather than failed. */
  denied: boolean;
  problem: Problem;
}
