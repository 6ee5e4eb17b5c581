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

export interface Goal {
  title: string;
  most: number;
  measured: number;
  /** Reported without failing the benchmark: seconds depend on the machine. */
  advisory?: boolean;
}

export function isMet({ most, measured }: Goal): boolean {
  return measured <= most;
}

/** A figure in the format of the tables. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/** Style of tables without borders. */
export const PLAIN = { head: [], border: [], compact: true };
