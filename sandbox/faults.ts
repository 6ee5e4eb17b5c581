import * as z from 'zod';

export const faultSchema = z.strictObject({
  service: z.string().optional(),
  operation: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  /** Only requests whose body holds this. */
  resource: z.string().optional(),
  kind: z.enum(['throttle', 'deny', 'error', 'latency', 'hang', 'truncate', 'garbage', 'drop-after']),
  /** Ends after so many calls; without it, it stays. */
  times: z.number().int().positive().optional(),
  /** Lets so many matching calls through first. */
  skip: z.number().int().nonnegative().optional(),
  /** Length of a latency. */
  ms: z.number().int().nonnegative().optional(),
  /** Code of an error. */
  code: z.string().optional(),
});
/** A fault to order. What is left out matches everything. */
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
  /** The faults that strike this call, in the order they were added; each counts it. */
  strike(subject: FaultSubject): Fault[];
}

/** Keeps the faults that are ordered and counts their calls. */
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
