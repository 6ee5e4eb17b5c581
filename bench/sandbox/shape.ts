import * as z from 'zod';

const azureShapeSchema = z.object({
  cloud: z.literal('azure'),
  vaults: z.number(),
  /** In each vault. */
  secrets: z.number(),
  keys: z.number(),
  certificates: z.number(),
});
export type AzureShape = z.output<typeof azureShapeSchema>;

const gcpShapeSchema = z.object({
  cloud: z.literal('gcp'),
  projects: z.number(),
  /** SKCs of each project, of all types; a multiple of 100. */
  skcs: z.number(),
});
export type GcpShape = z.output<typeof gcpShapeSchema>;

/** Size of a measurement's estate. */
export const shapeSchema = z.discriminatedUnion('cloud', [azureShapeSchema, gcpShapeSchema]);
export type Shape = z.output<typeof shapeSchema>;
