/** One part of the benchmark: a cloud. */
export interface Part {
  title: string;
  /** Measures, which may take minutes. @param say Tells what is being done. */
  measure(say: (text: string) => void): Promise<PartMeasured>;
}

export interface PartMeasured {
  /** Everything that was measured, for a person. */
  tables: string;
  /** The same, to be saved. */
  record: object;
  goals: Goal[];
}

export interface Goal {
  title: string;
  most: number;
  measured: number;
  /** Notified, but not asked for: seconds depend on the machine. */
  advisory?: boolean;
}

export function isMet({ most, measured }: Goal): boolean {
  return measured <= most;
}

/** A figure as the tables show it. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/** Tables without frames. */
export const PLAIN = { head: [], border: [], compact: true };
