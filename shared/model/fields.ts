import * as z from 'zod';
import { isInstant } from './instant.ts';

export const instantSchema = z
  .string()
  .refine(isInstant, 'expected a UTC date and time like 2026-11-21T06:00:00Z');

/** A word of a stored vocabulary: one that this version knows, or one that a newer version added. */
export type OpenWord<Known extends string> = Known | (string & {});

/** @param known What this version knows: for the type and the docs. Any other word is read as it is. */
export function openWord<const Known extends string>(
  known: readonly Known[],
): z.ZodType<OpenWord<Known>, OpenWord<Known>> {
  return z
    .string()
    .min(1)
    .meta({ examples: [...known] });
}

/** Whether this version knows a stored word. What it does not know is shown as it is, never judged and never changed. */
export function isKnown<const Known extends string>(known: readonly Known[], word: string): word is Known {
  return known.some((each) => each === word);
}
