import type { Goal } from './goals.ts';

/** One part of the benchmark: a cloud. */
export interface Part {
  title: string;
  /** Measures; may take minutes. @param say reports progress. */
  measure(say: (text: string) => void): Promise<PartMeasured>;
}

export interface PartMeasured {
  /** All measurements as text. */
  tables: string;
  /** The same as data, to be saved. */
  record: object;
  goals: Goal[];
}
