import { awsRegion } from '../../shared/config/aws-regions.ts';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import { pathText } from '../../shared/config/mistakes.ts';
import { nearest } from '../../shared/config/nearest.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ConfigWarning } from '../../shared/config/warnings.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { KnownAccount } from './search.ts';

/** Regions, locations and types that no target has, and expectations that concern no target. */
export function targetWarnings(config: Config, read: readonly KnownAccount[]): ConfigWarning[] {
  const of = (cloud: string) => read.filter(({ account }) => account.cloud === cloud);
  const locations = (among: readonly KnownAccount[]) => [
    ...new Set(among.flatMap(({ targets }) => targets.map(({ location }) => location))),
  ];
  const types = [...new Set(read.flatMap(({ targets }) => targets.map(({ source }): string => source)))];
  const regions = locations(of('aws')).filter((location) => awsRegion.safeParse(location).success);
  return [
    ...missing(
      ['include', 'regions'],
      config.include.regions,
      regions,
      'is a region of no account that was read',
    ),
    ...missing(
      ['include', 'sources'],
      config.include.sources,
      types,
      'is a type of no target that was planned',
    ),
    ...missing(
      ['gcp', 'locations'],
      (config.gcp?.locations ?? []).filter((location) => location !== 'global'),
      locations(of('gcp')),
      'is a location of no project that was read',
    ),
    ...config.expectedUnreadable.flatMap((entry, index) =>
      read.some(({ account, targets }) =>
        targets.some(
          (target) =>
            acceptedReason(
              { ...config, expectedUnreadable: [entry] },
              { account: account.key, ...target },
            ) !== undefined,
        ),
      )
        ? []
        : [expectation(entry, index, read)],
    ),
  ];
}

function missing(
  path: readonly PropertyKey[],
  values: readonly string[],
  candidates: readonly string[],
  says: string,
): ConfigWarning[] {
  return values.flatMap((value, index) =>
    candidates.includes(value)
      ? []
      : [
          {
            path: pathText([...path, index]),
            says: `${sanitize(value, 60)} ${says}`,
            didYouMean: nearest(value, candidates),
          },
        ],
  );
}

/** Names the condition that no target meets; where each is met by some, that no target meets all of them. */
function expectation(
  { account, region, source }: Config['expectedUnreadable'][number],
  index: number,
  read: readonly KnownAccount[],
): ConfigWarning {
  const targets = read.flatMap((each) => each.targets);
  const lacks = (key: string, value: string | undefined, candidates: readonly string[]) =>
    value === undefined || candidates.includes(value)
      ? []
      : [
          {
            path: pathText(['expectedUnreadable', index, key]),
            says: `${sanitize(value, 60)} matches no target`,
            didYouMean: nearest(value, [...new Set(candidates)]),
          },
        ];
  const [first] = [
    ...lacks(
      'account',
      account,
      read.map((each) => each.account.id),
    ),
    ...lacks(
      'region',
      region,
      targets.map(({ location }) => location),
    ),
    ...lacks(
      'source',
      source,
      targets.map((target) => target.source),
    ),
  ];
  return first ?? { path: pathText(['expectedUnreadable', index]), says: 'matches no target' };
}
