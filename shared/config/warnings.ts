import { sanitize } from '../model/sanitize.ts';
import type { Instant } from '../model/instant.ts';
import { lastInstantOf, latestEnd } from './exclusion-for.ts';
import type { Config } from './schema.ts';

/** What is allowed in a configuration but probably not intended, in sentences ready to print. */
export function configWarnings(config: Config, now: Instant): string[] {
  return config.exclusions.flatMap((exclusion, index) => {
    const { reason, until } = exclusion;
    const named = `exclusions[${index}] (${sanitize(reason, 60)})`;
    if (lastInstantOf(until) < now)
      return [`${named} ended on ${until} and no longer hides anything: remove it or set a new end`];
    if (lastInstantOf(until) > latestEnd(now))
      return [`${named} ends on ${until}, more than a year ahead, and hides nothing: set an earlier end`];
    return [];
  });
}
