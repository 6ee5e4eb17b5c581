import { pathText } from '../../shared/config/mistakes.ts';
import { nearest } from '../../shared/config/nearest.ts';
import type { Config } from '../../shared/config/schema.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { ATTRIBUTES, type StoredSkc } from '../../shared/model/skc.ts';
import { declarationsOf, tagsOf } from '../../shared/sources/declarations.ts';
import type { Search } from './search.ts';
import type { Known } from './static-checks.ts';

/** Different tag keys that are remembered, to find the one that was meant. */
const MOST_KEYS = 2000;

/** Tags that the configuration takes attributes and ends from, and that no SKC has. */
export function tagSearch(config: Config, { sources }: Known): Search {
  const named: { path: string; key: string }[] = [
    ...ATTRIBUTES.flatMap((attribute) =>
      config.attributes[attribute].tags.map((key, index) => ({
        path: pathText(['attributes', attribute, 'tags', index]),
        key,
      })),
    ),
    ...config.expiryTags.map((entry, index) => ({
      path: pathText(['expiryTags', index]),
      key: typeof entry === 'string' ? entry : entry.tag,
    })),
  ];
  const declared = declarationsOf(sources);
  /** As the clouds have them, by their lower case. */
  const keys = new Map<string, string>();
  const noDates: StoredSkc[] = [];
  let noDatesCount = 0;
  let unread = 0;
  return {
    asks: named.length > 0,
    see(skc) {
      const tags = tagsOf(skc, declared);
      if (tags === undefined) unread += 1;
      for (const key of Object.keys(tags ?? {}))
        if (keys.size < MOST_KEYS || named.some((each) => each.key.toLowerCase() === key.toLowerCase()))
          keys.set(key.toLowerCase(), key);
      if (skc.unknown['expiresAt']?.startsWith('its tag ') === true) {
        noDatesCount += 1;
        if (noDates.length < 3) noDates.push(skc);
      }
    },
    warnings: () => [
      ...named
        .filter(({ key }) => !keys.has(key.toLowerCase()))
        .map(({ path, key }) => ({
          path,
          says: `no SKC has the tag ${sanitize(key, 60)}${unread === 0 ? '' : `, as far as tags were read: those of ${unread} are unknown`}`,
          didYouMean: nearest(key, [...keys.values()]),
        })),
      ...(noDatesCount === 0
        ? []
        : [
            {
              path: 'expiryTags',
              says: `the end of ${noDatesCount === 1 ? '1 secret is' : `${noDatesCount} secrets is`} unknown: ${noDates
                .map(
                  ({ name, unknown }) =>
                    `${sanitize(name, 60)}: ${sanitize(unknown['expiresAt'] ?? '', 120)}`,
                )
                .join('; ')}`,
            },
          ]),
    ],
  };
}
