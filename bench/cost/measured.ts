import { readFileSync } from 'node:fs';
import * as z from 'zod';

const shapeSchema = z.object({
  accounts: z.number(),
  /** Of each account. */
  skcs: z.number(),
  regions: z.number(),
});
/** The shape of an organisation to measure or to calculate for. */
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
  /** Per account and day, like all following fields unless stated otherwise. */
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
  /** By step, with latencies: wall clock and processor time. */
  seconds: z.record(z.string(), secondsSchema),
});
export type ShapeMeasured = z.infer<typeof shapeMeasuredSchema>;

const latencySchema = z.object({ cloudMs: z.number(), tableMs: z.number(), bucketMs: z.number() });
/** Simulated latency in milliseconds of requests to a cloud, the table and the bucket. */
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

/** @throws {z.ZodError} when the file does not have the format of a measurement. */
export function readMeasured(): Measured {
  return measuredSchema.parse(JSON.parse(readFileSync(new URL('./measured.json', import.meta.url), 'utf8')));
}
