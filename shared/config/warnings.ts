import * as z from 'zod';
import { sanitize } from '../model/sanitize.ts';
import type { Instant } from '../model/instant.ts';
import { lastInstantOf, latestEnd } from './exclusion-for.ts';
import type { Config } from './schema.ts';
import { whereSchema } from './where.ts';

/** What is allowed in a configuration but probably not intended. All texts are short and safe to print. */
export interface ConfigWarning {
  /** Where: `exclusions[0].match.name`. */
  path: string;
  /** A sentence after the path, without its full stop: `matches no account`. */
  says: string;
  /** The most similar value that would have an effect. */
  didYouMean?: string | undefined;
}

/** `exclusions[0].match.name: matches nothing; did you mean legacy/*?` */
export function warningText({ path, says, didYouMean }: ConfigWarning): string {
  const hint = didYouMean === undefined ? '' : `; did you mean ${sanitize(didYouMean, 100)}?`;
  return `${path}: ${says}${hint}`;
}

/** Exclusions whose end is past, or too far ahead: they hide nothing. Pure. */
export function exclusionEnds({ exclusions }: Pick<Config, 'exclusions'>, now: Instant): ConfigWarning[] {
  return exclusions.flatMap(({ reason, until }, index) => {
    const warning = (says: string) => [
      { path: `exclusions[${index}]`, says: `(${sanitize(reason, 60)}) ${says}` },
    ];
    if (lastInstantOf(until) < now)
      return warning(`ended on ${until} and no longer hides anything: remove it or set a new end`);
    if (lastInstantOf(until) > latestEnd(now))
      return warning(
        `ends on ${until}, more than a year ahead, and hides nothing: set ${latestEnd(now).slice(0, 10)} or earlier`,
      );
    return [];
  });
}

const casesSchema = z.object({ cases: z.array(z.object({ where: whereSchema })) });

/** Conditions on criticality and environment where no tag is named that holds them: they match no SKC. Pure. */
export function unreadAttributes({
  severity,
  thresholds,
  attributes,
}: Pick<Config, 'severity' | 'thresholds' | 'attributes'>): ConfigWarning[] {
  const conditions = [
    ...severity.map(({ where }, index) => ({ path: `severity[${index}].where`, where })),
    ...Object.entries(thresholds).flatMap(([rule, settings]) =>
      (casesSchema.safeParse(settings).data?.cases ?? []).map(({ where }, index) => ({
        path: `thresholds.${rule}.cases[${index}].where`,
        where,
      })),
    ),
  ];
  return conditions.flatMap(({ path, where }) =>
    (['criticality', 'environment'] as const)
      .filter((name) => where[name] !== undefined && attributes[name].tags.length === 0)
      .map((name) => ({
        path: `${path}.${name}`,
        says: `matches no SKC: attributes.${name}.tags names no tag`,
      })),
  );
}
