import * as z from 'zod';
import { days, skcType } from '../config/fields.ts';
import { matchesWhere, whereSchema } from '../config/where.ts';
import type { Attributes } from '../model/skc.ts';

export type LimitsByType = z.output<ReturnType<typeof limitsByType>>;

/**
 * The settings of a rule whose limit in days can be set for individual types of SKC, and differently by criticality and
 * environment.
 * @param meaning What the limit limits, in words for the docs.
 * @param replaced What the limit of a type replaces.
 */
export function limitsByType(standardDays: number, meaning: string, replaced = '`default`') {
  const types = z.record(skcType, days).default({});
  return z.strictObject({
    default: days.default(standardDays).describe(`${meaning}, in days`),
    types: types.describe(`${meaning}, in days, for individual types of SKC; it replaces ${replaced}`),
    cases: z
      .array(
        z.strictObject({
          where: whereSchema.describe('the SKCs that it is about, by attributes from their tags'),
          default: days.optional().describe(`${meaning}, in days, for these SKCs`),
          types: types.describe(`${meaning}, in days, for individual types of these SKCs`),
        }),
      )
      .default([])
      .describe('other limits by criticality or environment; the first that matches is used'),
  });
}

/** The limits of an SKC: those of the first case that matches, and the general ones for what that does not set. Pure. */
export function limitsFor(
  { cases, default: standard, types }: LimitsByType,
  attributes: Attributes,
): Pick<LimitsByType, 'default' | 'types'> {
  const found = cases.find(({ where }) => matchesWhere(where, attributes));
  if (found === undefined) return { default: standard, types };
  // A limit of the case is meant for all of its SKCs, so it is not overruled by the general one of a type.
  return found.default === undefined
    ? { default: standard, types: { ...types, ...found.types } }
    : { default: found.default, types: found.types };
}
