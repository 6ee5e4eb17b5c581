import * as z from 'zod';

/** An entry of `expiryTags`: a tag key alone, or with the format of its dates. */
export const expiryTagSchema = z.union([
  z.string().min(1),
  z.strictObject({
    tag: z.string().min(1).describe('tag key, in any letter case'),
    format: z
      .string()
      .refine(isDateFormat, 'expected YYYY, MM and DD once each, with any separators: DD/MM/YYYY')
      .describe('the order of day, month and year: `DD/MM/YYYY`'),
  }),
]);
export type ExpiryTag = z.output<typeof expiryTagSchema>;

const PARTS = /YYYY|MM|DD/g;

function isDateFormat(format: string): boolean {
  const parts = format.match(PARTS) ?? [];
  return parts.toSorted().join(' ') === 'DD MM YYYY' && !/[A-Za-z0-9]/.test(format.replace(PARTS, ''));
}
