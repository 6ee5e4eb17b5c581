import { readFileSync } from 'node:fs';
import * as z from 'zod';

const shapeSchema = z.object({
  accounts: z.number(),
  /** Of each account. */
  skcs: z.number(),
  regions: z.number(),
});
/** An organisation to measure or to reckon for. */
export type Shape = z.infer<typeof shapeSchema>;

const writtenSchema = z.object({
  /** Of an account on a day. */
  count: z.number(),
  /** Of one item, mean. */
  bytes: z.number(),
  /** Write request units of one write, mean: of the table, of its indexes. */
  table: z.number(),
  indexes: z.number(),
});
const secondsSchema = z.object({ wall: z.number(), cpu: z.number() });

const shapeMeasuredSchema = z.object({
  shape: shapeSchema,
  /** Of an account, as all that follow; of one day unless it says otherwise. */
  targets: z.number(),
  batches: z.number(),
  changes: z.number(),
  digests: z.number(),
  /** By service. */
  calls: z.record(z.string(), z.number()),
  /** Read request units by step. */
  reads: z.record(z.string(), z.number()),
  /** By kind of item. */
  writes: z.record(z.string(), writtenSchema),
  /** Bytes in table and indexes by kind of item, on the last day. */
  stored: z.record(z.string(), z.number()),
  /** By step, with latencies: by the clock, and of the processor. */
  seconds: z.record(z.string(), secondsSchema),
});
export type ShapeMeasured = z.infer<typeof shapeMeasuredSchema>;

const latencySchema = z.object({ cloudMs: z.number(), tableMs: z.number(), bucketMs: z.number() });
/** Milliseconds that a request was made to wait: to a cloud, to the table, to the bucket. */
export type Latency = z.infer<typeof latencySchema>;

const measuredSchema = z.object({
  measuredAt: z.iso.date(),
  node: z.string(),
  countedDays: z.number(),
  latency: latencySchema,
  shapes: z.array(shapeMeasuredSchema).length(3),
});
/** What `bench/cost/measure.ts` wrote. */
export type Measured = z.infer<typeof measuredSchema>;

/** @throws {z.ZodError} when the file is not what the measurement writes. */
export function readMeasured(): Measured {
  return measuredSchema.parse(JSON.parse(readFileSync(new URL('./measured.json', import.meta.url), 'utf8')));
}
