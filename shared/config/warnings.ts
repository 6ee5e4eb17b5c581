import { sanitize } from '../model/sanitize.ts';
import type { Instant } from '../model/instant.ts';
import { lastInstantOf } from './exclusion-for.ts';
import type { Config } from './schema.ts';

/** What is allowed in a configuration but probably not meant, in sentences ready to print. */
export function configWarnings(config: Config, now: Instant): string[] {
  return config.exclusions.flatMap((exclusion, index) =>
    lastInstantOf(exclusion.until) < now
      ? [
          `exclusions[${index}] (${sanitize(exclusion.reason, 60)}) ended on ${exclusion.until} and hides nothing any more: remove it or give it a new end`,
        ]
      : [],
  );
}
