import * as z from 'zod';
import { accountKeySchema } from '../../../model/account.ts';
import { instantSchema } from '../../../model/fields.ts';
import { digestContentSchema, digestEntrySchema, rollUpSchema } from './content.ts';

const bitesAt = instantSchema.describe(
  'Superseded by dueAt and equal to it; the next release leaves it out.',
);

/** A digest as it is published: for one release the superseded `bitesAt` is beside `dueAt`. */
export const publishedDigestSchema = digestContentSchema.extend({
  entries: z.array(digestEntrySchema.extend({ bitesAt })),
  rollUps: z.array(
    rollUpSchema.extend({
      command: z.string().describe('The command that lists what the roll-up counts.'),
      bitesAt,
    }),
  ),
});

/** The JSON schema (draft 2020-12) of the machine JSON; `digest.schema.json` is a copy of it. */
export function digestJsonSchema(): object {
  const schema = z.toJSONSchema(publishedDigestSchema, {
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
    title: 'SKC Watch digest, version 2',
    description:
      'What one audience is sent after a run: the message under the keys default, sqs and lambda, and to webhooks. ' +
      'Texts are safe to print; dates are UTC. entriesOmitted counts what a roll-up counts and, for its size, no entry lists. ' +
      'Ignore fields that you do not know: a newer version may add some. Version 1 is digest-1.schema.json.',
    ...schema,
  };
}
