import * as z from 'zod';
import { isInstant } from './instant.ts';

export const instantSchema = z
  .string()
  .refine(isInstant, 'expected a UTC date and time like 2026-11-21T06:00:00Z');

/**
 * Texts by keys that others chose: tags, labels, annotations. Any key is data; zod's record leaves out `__proto__`.
 */
export const textsSchema = z
  .custom<Record<string, string>>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((text) => typeof text === 'string'),
    'expected texts by key',
  )
  .meta({ type: 'object', additionalProperties: { type: 'string' } });

/** A value of a stored vocabulary: one that this version knows, or one added by a newer version. */
export type OpenWord<Known extends string> = Known | (string & {});

/** @param known The values this version knows, for the type and the docs. Any other string is accepted unchanged. */
export function openWord<const Known extends string>(
  known: readonly Known[],
): z.ZodType<OpenWord<Known>, OpenWord<Known>> {
  return z
    .string()
    .min(1)
    .meta({ examples: [...known] });
}

/** Whether this version knows a stored value. Unknown values are shown unchanged, and never judged or modified. */
export function isKnown<const Known extends string>(known: readonly Known[], word: string): word is Known {
  return known.some((each) => each === word);
}
