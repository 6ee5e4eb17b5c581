import * as z from 'zod';
import { days, skcType } from '../config/fields.ts';

export type LimitsByType = z.output<ReturnType<typeof limitsByType>>;

/**
 * The settings of a rule whose limit in days can be set for individual types of SKC.
 * @param meaning What the limit limits, in words for the docs.
 * @param replaced What the limit of a type replaces.
 */
export function limitsByType(standardDays: number, meaning: string, replaced = '`default`') {
  return z.strictObject({
    default: days.default(standardDays).describe(`${meaning}, in days`),
    types: z
      .record(skcType, days)
      .default({})
      .describe(`${meaning}, in days, for individual types of SKC; it replaces ${replaced}`),
  });
}
