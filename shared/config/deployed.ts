import * as z from 'zod';

/** The part `schedule` of `skc.config.json`: when the deployed pipeline runs. */
export const scheduleSchema = z
  .strictObject({
    expression: z
      .string()
      .regex(/^(rate|cron)\(.+\)$/, 'expected rate(…) or cron(…)')
      .default('rate(1 day)')
      .describe('when the deployed pipeline runs'),
    timeZone: z.string().default('UTC').describe('IANA time zone of the schedule'),
    flexibleMinutes: z
      .number()
      .int()
      .min(0)
      .max(1440)
      .default(15)
      .describe('window within which a run may start'),
    everyHours: z
      .number()
      .int()
      .min(1)
      .max(96)
      .optional()
      .describe(
        'longest time between two runs, for the alarm on silence; known by itself for rate(…) and for a cron(…) that fires every day',
      ),
  })
  .prefault({});

/** The part `run` of `skc.config.json`: how much the deployed pipeline does at once. */
export const runLimitsSchema = z
  .strictObject({
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(40)
      .describe('batches read at once, when deployed'),
    batchTargets: z
      .number()
      .int()
      .min(1)
      .max(500)
      .default(50)
      .describe('most targets of one account that are read in one go'),
    callsPerSecond: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(20)
      .describe('most calls a second to one service of one account and region, for each batch'),
    toleratedFailurePercentage: z
      .number()
      .min(0)
      .max(100)
      .default(100)
      .describe(
        'share of batches that may fail before the run is ended; what failed is counted and alarmed in any case',
      ),
    toleratedUnread: z
      .number()
      .int()
      .min(0)
      .default(0)
      .describe('targets that may stay unread in a run, besides those expected, before the alarm rings'),
  })
  .prefault({});
