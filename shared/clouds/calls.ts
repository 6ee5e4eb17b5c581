/** Counts calls to clouds by operation (`kms:DescribeKey`), including retries. */
export class Calls {
  readonly #counts = new Map<string, number>();

  add(operation: string): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  /** Most called first. */
  byOperation(): Record<string, number> {
    return Object.fromEntries([...this.#counts].toSorted(([, a], [, b]) => b - a));
  }
}
