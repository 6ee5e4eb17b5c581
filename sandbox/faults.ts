import * as z from 'zod';

export const faultSchema = z.strictObject({
  service: z.string().optional(),
  operation: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  /** Applies only to requests whose body contains this text. */
  resource: z.string().optional(),
  kind: z.enum(['throttle', 'deny', 'error', 'latency', 'hang', 'truncate', 'garbage', 'drop-after']),
  /** Number of calls that it applies to; undefined: all. */
  times: z.number().int().positive().optional(),
  /** Number of matching calls that pass first. */
  skip: z.number().int().nonnegative().optional(),
  /** Length of a latency. */
  ms: z.number().int().nonnegative().optional(),
  /** Code of an error. */
  code: z.string().optional(),
});
/** A fault to inject. Omitted fields match everything. */
export type Fault = z.infer<typeof faultSchema>;

export interface FaultSubject {
  service: string;
  operation: string;
  account: string;
  region: string;
  body: string;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The faults that apply to this call, in the order they were added; each counts the call. */
  strike(subject: FaultSubject): Fault[];
}

/** Stores the injected faults and counts their calls. */
export function createFaults(): Faults {
  let ordered: { fault: Fault; skip: number; times: number }[] = [];
  return {
    add: (fault) => {
      ordered.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      ordered = [];
    },
    strike: (subject) => {
      const striking: Fault[] = [];
      for (const each of ordered) {
        if (each.times === 0 || !matches(each.fault, subject)) continue;
        if (each.skip > 0) {
          each.skip -= 1;
          continue;
        }
        each.times -= 1;
        striking.push(each.fault);
      }
      return striking;
    },
  };
}

function matches(fault: Fault, subject: FaultSubject): boolean {
  return (
    (fault.service ?? subject.service) === subject.service &&
    (fault.operation ?? subject.operation) === subject.operation &&
    (fault.account ?? subject.account) === subject.account &&
    (fault.region ?? subject.region) === subject.region &&
    subject.body.includes(fault.resource ?? '')
  );
}
