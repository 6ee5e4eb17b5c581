import * as z from 'zod';
import type { Publication } from '../../../shared/messages/publication.ts';

const listSchema = z.array(z.string());
const conditionSchema = z.union([z.string(), z.strictObject({ 'anything-but': listSchema })]);
const branchSchema = z.record(z.string(), z.array(conditionSchema));
const policySchema = z.strictObject({ $or: z.array(branchSchema).min(2) });

/**
 * Whether SNS would deliver a message under a policy (developer guide, "Message filtering"): every attribute of a branch
 * must exist and match one of its conditions, a `String.Array` with any of its values; one branch is enough.
 */
export function letsThrough(policy: object, attributes: Publication['MessageAttributes']): boolean {
  return policySchema
    .parse(policy)
    .$or.some((branch) =>
      Object.entries(branch).every(([name, conditions]) =>
        valuesOf(attributes[name]).some((value) => conditions.some((condition) => matches(condition, value))),
      ),
    );
}

function matches(condition: z.output<typeof conditionSchema>, value: string): boolean {
  return typeof condition === 'string' ? condition === value : !condition['anything-but'].includes(value);
}

function valuesOf(attribute: Publication['MessageAttributes'][string] | undefined): string[] {
  if (attribute?.StringValue === undefined) return [];
  return attribute.DataType === 'String.Array'
    ? listSchema.parse(JSON.parse(attribute.StringValue))
    : [attribute.StringValue];
}
