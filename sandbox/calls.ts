/** One call that the sandbox received. */
export interface Call {
  service: string;
  operation: string;
  account: string;
  region: string;
  status: number;
  /** The error's code, if it was one. */
  code?: string;
  /** The fault that was applied, if any. */
  fault?: string;
  /** Whether it would have returned or used secret material. */
  valueRead: boolean;
}

export interface Calls {
  record(call: Call): void;
  list(): Call[];
  /** Number of calls by operation: `secretsmanager:ListSecrets`. */
  counts(): Record<string, number>;
  clear(): void;
}

/** The list drops the oldest calls beyond this number; the counts include all calls. */
const MOST_LISTED = 50_000;

export function createCalls(): Calls {
  let list: Call[] = [];
  let counts = new Map<string, number>();
  return {
    record: (call) => {
      list.push(call);
      if (list.length > MOST_LISTED * 1.2) list = list.slice(-MOST_LISTED);
      const name = `${call.service}:${call.operation}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    list: () => [...list],
    counts: () => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    clear: () => {
      list = [];
      counts = new Map();
    },
  };
}
