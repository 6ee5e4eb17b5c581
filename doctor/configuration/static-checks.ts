import { awsRegion } from '../../shared/config/aws-regions.ts';
import { configuredClouds } from '../../shared/config/clouds.ts';
import { isSourceIncluded } from '../../shared/config/included.ts';
import { pathText } from '../../shared/config/mistakes.ts';
import { nearest } from '../../shared/config/nearest.ts';
import type { Config } from '../../shared/config/schema.ts';
import { exclusionEnds, unreadAttributes, type ConfigWarning } from '../../shared/config/warnings.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Rule } from '../../shared/rules/contract.ts';
import type { Declaration } from '../../shared/sources/contract.ts';

/** What this version knows: every type of SKC in every cloud, and every rule. */
export interface Known {
  sources: readonly Declaration[];
  rules: readonly Rule[];
}

/** What of a configuration can have no effect, whatever the clouds hold. Pure; reads nothing. */
export function staticWarnings(config: Config, now: Instant, known: Known): ConfigWarning[] {
  return [
    ...unknownTypes(config, known),
    ...unreadAccounts(config),
    ...channels(config),
    ...bothWays(config),
    ...exclusionEnds(config, now),
    ...unreadAttributes(config),
    ...config.exclusions.flatMap((_, index) => exclusionWarnings(config, index, known)),
    ...config.expectedUnreadable.flatMap(({ account, region, source }, index) =>
      notRead(config, { account, region, type: source }).map(({ key, says }) => ({
        path: pathText(['expectedUnreadable', index, key === 'type' ? 'source' : key]),
        says,
      })),
    ),
  ];
}

/** Types that no cloud has, and types of clouds that the configuration does not name. */
function unknownTypes(config: Config, { sources }: Known): ConfigWarning[] {
  const types = sources.map(({ type }): string => type);
  const clouds = configuredClouds(config);
  const places: [PropertyKey[], string][] = [
    ...config.include.sources.map((type, index): [PropertyKey[], string] => [
      ['include', 'sources', index],
      type,
    ]),
    ...config.exclude.sources.map((type, index): [PropertyKey[], string] => [
      ['exclude', 'sources', index],
      type,
    ]),
    ...config.exclusions.flatMap(({ match }, index): [PropertyKey[], string][] =>
      match.type === undefined ? [] : [[['exclusions', index, 'match', 'type'], match.type]],
    ),
    ...config.expectedUnreadable.flatMap(({ source }, index): [PropertyKey[], string][] =>
      source === undefined ? [] : [[['expectedUnreadable', index, 'source'], source]],
    ),
    ...Object.entries(config.thresholds).flatMap(([rule, settings]) =>
      typesIn(settings).map((type): [PropertyKey[], string] => [['thresholds', rule, 'types', type], type]),
    ),
  ];
  return places.flatMap(([path, type]) => {
    if (!types.includes(type))
      return [
        {
          path: pathText(path),
          says: `${sanitize(type, 60)} is no type of SKC`,
          didYouMean: nearest(type, types),
        },
      ];
    if (clouds.some((cloud) => type.startsWith(`${cloud}.`))) return [];
    return [{ path: pathText(path), says: `${type} is not read: the configuration does not name its cloud` }];
  });
}

/** Settings for individual types of SKC, which some rules have. */
function typesIn(settings: unknown): string[] {
  if (typeof settings !== 'object' || settings === null) return [];
  const own = 'types' in settings ? settings.types : undefined;
  const cases = 'cases' in settings && Array.isArray(settings.cases) ? settings.cases : [];
  const below = cases.flatMap(typesIn);
  return typeof own === 'object' && own !== null ? [...Object.keys(own), ...below] : below;
}

/** `accounts` lists those of AWS; other clouds list theirs themselves. */
function unreadAccounts({ accounts, contacts, exclude }: Config): ConfigWarning[] {
  const section = { azure: 'azure.subscriptions.include', gcp: 'gcp.include.projects' } as const;
  return [
    ...accounts.flatMap(({ cloud }, index) =>
      cloud === 'aws'
        ? []
        : [
            {
              path: pathText(['accounts', index]),
              says: `has no effect: accounts lists those of AWS, and ${section[cloud]} those of this cloud`,
            },
          ],
    ),
    ...Object.keys(contacts.accounts)
      .filter((id) => exclude.accounts.includes(id))
      .map((id) => ({
        path: pathText(['contacts', 'accounts', id]),
        says: 'is never notified: exclude.accounts leaves the account out',
      })),
  ];
}

function channels({ alerts }: Config): ConfigWarning[] {
  return (['slack', 'teams'] as const).flatMap((kind) =>
    alerts[kind].flatMap(({ organisation, accounts }, index) =>
      organisation || accounts.length > 0
        ? []
        : [
            {
              path: pathText(['alerts', kind, index]),
              says: 'receives nothing: it names no account, and organisation is false',
            },
          ],
    ),
  );
}

/** Included and excluded at once: the exclusion wins. */
function bothWays({ azure, gcp }: Config): ConfigWarning[] {
  const of = (path: string, included: readonly string[], excluded: readonly string[]) =>
    excluded.flatMap((id, index) =>
      included.includes(id)
        ? [{ path: `${path}[${index}]`, says: `${sanitize(id, 60)} is included as well; it is not read` }]
        : [],
    );
  return [
    ...of(
      'azure.subscriptions.exclude',
      azure?.subscriptions.include ?? [],
      azure?.subscriptions.exclude ?? [],
    ),
    ...of('gcp.exclude.projects', gcp?.include.projects ?? [], gcp?.exclude.projects ?? []),
  ];
}

/** Why an exclusion can hide no finding. */
function exclusionWarnings(config: Config, index: number, { sources, rules }: Known): ConfigWarning[] {
  const match = config.exclusions[index]?.match ?? {};
  const rule = rules.find(({ id }) => id === match.rule);
  const source = sources.find(({ type }) => type === match.type);
  const at = (key: string, says: string) => [{ path: pathText(['exclusions', index, 'match', key]), says }];
  return [
    ...(rule?.neverExcluded === true ? at('rule', `no exclusion hides findings of ${rule.id}`) : []),
    ...(rule?.subject === 'account' && (match.type ?? match.region ?? match.tag) !== undefined
      ? at('rule', `findings of ${rule.id} are about accounts, which have no type, region or tags`)
      : []),
    ...(rule?.subject === 'target' && match.tag !== undefined
      ? at('rule', `findings of ${rule.id} are about targets, which have no tags`)
      : []),
    ...(rule !== undefined && source !== undefined && !canFailOn(rule, source, sources, config)
      ? at('rule', `${rule.id} never fails on ${source.type}`)
      : []),
    ...(match.tag !== undefined && source?.traits.tags === 'none'
      ? at('tag', `${source.type} has no tags in its cloud`)
      : []),
    ...notRead(config, match).flatMap(({ key, says }) => at(key, says)),
  ];
}

/** Every source declares a next step for each rule that can fail on its type; rules with a step of their own are in none. */
function canFailOn(
  rule: Rule,
  source: Declaration,
  sources: readonly Declaration[],
  config: Config,
): boolean {
  const declares = ({ nextSteps }: Declaration) => Object.hasOwn(nextSteps, rule.id);
  if (rule.subject !== 'skc' || !sources.some(declares) || declares(source)) return true;
  return rule.dueAtIsEnd === true && source.kind === 'secret' && config.expiryTags.length > 0;
}

/** Conditions that only what is not read would meet. */
function notRead(
  config: Config,
  {
    account,
    region,
    type,
  }: { account?: string | undefined; region?: string | undefined; type?: string | undefined },
): { key: 'account' | 'region' | 'type'; says: string }[] {
  const { include, exclude } = config;
  const isLeftOut = (id: string, from: 'accounts' | 'regions') =>
    exclude[from].includes(id) || (include[from].length > 0 && !include[from].includes(id));
  return [
    ...(account !== undefined && isLeftOut(account, 'accounts')
      ? [
          {
            key: 'account' as const,
            says: `the account ${sanitize(account, 60)} is not read: include or exclude leaves it out`,
          },
        ]
      : []),
    // Vaults and locations of other clouds are no regions of AWS.
    ...(region !== undefined &&
    awsRegion.safeParse(region).success &&
    (type?.startsWith('aws.') ?? true) &&
    isLeftOut(region, 'regions')
      ? [
          {
            key: 'region' as const,
            says: `the region ${sanitize(region, 60)} is not read: include or exclude leaves it out`,
          },
        ]
      : []),
    ...(type !== undefined && !isSourceIncluded(type, config)
      ? [
          {
            key: 'type' as const,
            says: `the type ${sanitize(type, 60)} is not read: include or exclude leaves it out`,
          },
        ]
      : []),
  ];
}
