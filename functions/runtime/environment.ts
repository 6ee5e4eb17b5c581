import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Config } from '../../shared/config/schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { TopicHome } from '../../shared/contacts/topics.ts';

/** The environment that the stack gives its functions. */
export interface Environment {
  region: string;
  table: string;
  bucket: string;
  /** Where topics are created, and with which key. */
  home: TopicHome;
  config: Config;
}

const schema = z.object({
  AWS_REGION: z.string().min(1),
  TABLE_NAME: z.string().min(1),
  BUCKET_NAME: z.string().min(1),
  ORGANISATION_TOPIC_ARN: z.string().startsWith('arn:'),
  KEY_ARN: z.string().startsWith('arn:'),
});

/**
 * Reads the function's environment variables, and the configuration file bundled with its code: environment
 * variables are limited to 4 KB (Lambda quotas), which a configuration with many contacts can exceed.
 * @throws {z.ZodError} if either is not in the expected form.
 */
export function readEnvironment(): Environment {
  const environment = schema.parse(process.env);
  const [, partition = 'aws', , region = '', accountId = ''] = environment.ORGANISATION_TOPIC_ARN.split(':');
  const file = new URL('config.json', import.meta.url);
  return {
    region: environment.AWS_REGION,
    table: environment.TABLE_NAME,
    bucket: environment.BUCKET_NAME,
    home: { partition, region, accountId, keyArn: environment.KEY_ARN },
    config: configSchema.parse(JSON.parse(readFileSync(file, 'utf8'))),
  };
}
