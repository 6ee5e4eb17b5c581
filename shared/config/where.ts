import * as z from 'zod';
import type { Attributes } from '../model/skc.ts';

const word = z.string().trim().min(1);

/** Which SKCs an entry of the configuration is about, by attributes that come from their tags. */
export const whereSchema = z
  .strictObject({
    criticality: word.optional().describe('criticality, as its tag says it, in any letter case'),
    environment: word.optional().describe('environment, as its tag says it, in any letter case'),
  })
  .refine((where) => Object.keys(where).length > 0, 'expected criticality, environment or both');

export type Where = z.output<typeof whereSchema>;

/** Whether an SKC has every attribute that is named. One whose attribute is not known does not match. Pure. */
export function matchesWhere(where: Where, attributes: Attributes): boolean {
  return (
    isSame(where.criticality, attributes.criticality) && isSame(where.environment, attributes.environment)
  );
}

function isSame(wanted: string | undefined, has: string | undefined): boolean {
  return wanted === undefined || wanted.toLowerCase() === has?.trim().toLowerCase();
}
