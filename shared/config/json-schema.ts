import * as z from 'zod';
import { AWS_REGIONS, awsRegion } from './aws-regions.ts';
import { skcType } from './fields.ts';
import type { ConfigSchema } from './schema.ts';

/**
 * The schema of `skc.config.json` for editors, as JSON Schema of 2020-12: keys, values and meanings. Checks that JSON
 * Schema cannot express are left out, so a file that it accepts may still be refused.
 * @param types Every type of SKC, which editors offer.
 */
export function configJsonSchema(schema: ConfigSchema, types: readonly string[]): object {
  const examples = new Map<z.core.$ZodType, readonly string[]>([
    [skcType, types],
    [awsRegion, AWS_REGIONS],
  ]);
  return {
    title: 'skc.config.json',
    ...z.toJSONSchema(schema, {
      io: 'input',
      override: ({ zodSchema, jsonSchema }) => {
        const known = examples.get(zodSchema);
        if (known !== undefined) jsonSchema.examples = [...known];
      },
    }),
  };
}
