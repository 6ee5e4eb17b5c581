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
      .describe('minutes within which a run may start'),
    everyHours: z
      .number()
      .int()
      .min(1)
      .max(96)
      .optional()
      .describe(
        'longest time between two runs, in hours, for the alarm on missing runs; derived for rate(…) and for a cron(…) that fires every day',
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
      .describe('batches read in parallel, when deployed'),
    batchTargets: z
      .number()
      .int()
      .min(1)
      .max(500)
      .default(50)
      .describe('maximum number of targets of one account in a batch'),
    callsPerSecond: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(20)
      .describe('maximum calls per second to one service in one account and region, for each batch'),
    toleratedFailurePercentage: z
      .number()
      .min(0)
      .max(100)
      .default(100)
      .describe(
        'percentage of batches that may fail before the run is stopped; failures always raise an alarm',
      ),
    toleratedUnread: z
      .number()
      .int()
      .min(0)
      .default(0)
      .describe('unread targets, apart from expected ones, that a run may have before the alarm is raised'),
  })
  .prefault({});
