import * as z from 'zod';
import { digestSchema } from '../model/digest.ts';
import { accountKeySchema } from '../model/account.ts';
import { instantSchema } from '../model/fields.ts';

/** The JSON schema (draft 2020-12) of the machine message; `digest.schema.json` is a copy of it. */
export function digestJsonSchema(): object {
  const schema = z.toJSONSchema(digestSchema, {
    target: 'draft-2020-12',
    io: 'output',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === accountKeySchema)
        Object.assign(jsonSchema, { type: 'string', pattern: '^(aws|azure|gcp)#[^#\\s]+$' });
      if (zodSchema === instantSchema) Object.assign(jsonSchema, { format: 'date-time', pattern: 'Z$' });
    },
  });
  return {
    title: 'SKC Watch digest',
    description:
      'What one audience is told after a run: the message under the keys default, sqs and lambda. ' +
      'Texts are harmless to print; dates are UTC. entriesOmitted counts news that is not listed for its size.',
    ...schema,
  };
}
