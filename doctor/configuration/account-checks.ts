import { pathText } from '../../shared/config/mistakes.ts';
import { nearest } from '../../shared/config/nearest.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ConfigWarning } from '../../shared/config/warnings.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { KnownAccount } from './search.ts';

type Place = [path: PropertyKey[], value: string];

/** Accounts and organisational units that match nothing, and contacts that the clouds have on record but cannot be used. */
export function accountWarnings(config: Config, read: readonly KnownAccount[]): ConfigWarning[] {
  const ids = read.map(({ account }) => account.id);
  const units = [...new Set(read.flatMap(({ account }) => account.path))];
  const { include, exclude, azure, gcp } = config;
  return [
    ...missing(
      [
        ...placesIn(['include', 'accounts'], include.accounts),
        ...placesIn(['azure', 'subscriptions', 'include'], azure?.subscriptions.include ?? []),
        ...placesIn(['gcp', 'include', 'projects'], gcp?.include.projects ?? []),
        ...Object.keys(config.contacts.accounts).map((id): Place => [['contacts', 'accounts', id], id]),
        ...receivers(config),
      ],
      ids,
      (id) => `matches no account of the inventory${namedLike(id, read)}`,
    ),
    ...missing(
      placesIn(['include', 'organisationalUnits'], include.organisationalUnits),
      units,
      () => 'matches no organisational unit above an account of the inventory',
    ),
    // What is left out is not in the inventory: only what resembles something that is read must be a mistake.
    ...resembling(
      [
        ...placesIn(['exclude', 'accounts'], exclude.accounts),
        ...placesIn(['azure', 'subscriptions', 'exclude'], azure?.subscriptions.exclude ?? []),
        ...placesIn(['gcp', 'exclude', 'projects'], gcp?.exclude.projects ?? []),
      ],
      read.flatMap(({ account }) => (account.status === 'active' ? [account.id] : [])),
    ),
    ...resembling(placesIn(['exclude', 'organisationalUnits'], exclude.organisationalUnits), units),
    ...read.flatMap(({ account }) => contactProblems(config, account)),
  ];
}

function placesIn(path: readonly PropertyKey[], values: readonly string[]): Place[] {
  return values.map((value, index) => [[...path, index], value]);
}

function receivers({ alerts }: Config): Place[] {
  return (['slack', 'teams'] as const).flatMap((kind) =>
    alerts[kind].flatMap(({ accounts }, index) => placesIn(['alerts', kind, index, 'accounts'], accounts)),
  );
}

function missing(
  places: readonly Place[],
  candidates: readonly string[],
  says: (value: string) => string,
): ConfigWarning[] {
  return places.flatMap(([path, value]) =>
    candidates.includes(value)
      ? []
      : [
          {
            path: pathText(path),
            says: `${sanitize(value, 60)} ${says(value)}`,
            didYouMean: nearest(value, candidates),
          },
        ],
  );
}

/** A value that matches nothing, and differs from something that is there by a typing error. */
function resembling(places: readonly Place[], candidates: readonly string[]): ConfigWarning[] {
  return missing(
    places.filter(([, value]) => {
      const like = nearest(value, candidates);
      return like !== undefined && differsLittle(value, like);
    }),
    candidates,
    () => 'leaves nothing out that the inventory knows',
  );
}

/** Two ids of the same form have some characters in common by chance. */
function differsLittle(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const differing = Array.from(a).filter((letter, index) => letter !== b[index]).length;
  return differing <= 2 || (a.length !== b.length && (a.includes(b) || b.includes(a)));
}

/** A name where an id is expected. */
function namedLike(value: string, read: readonly KnownAccount[]): string {
  const account = read.find((each) => each.account.name.toLowerCase() === value.toLowerCase())?.account;
  return account === undefined ? '' : `; it is the name of ${account.id}`;
}

const READ_BY: Readonly<Record<string, string>> = {
  'account:GetAlternateContact': 'aws-alternate-contact',
  'organizations:ListTagsForResource': 'aws-account-tag',
};

/** Contacts that the configuration adopts from the cloud: what could not be read, and what is no address. */
function contactProblems(
  { contacts }: Config,
  { id, status, found }: KnownAccount['account'],
): ConfigWarning[] {
  if (status !== 'active' || (contacts.accounts[id] ?? []).length > 0) return [];
  return (found?.problems ?? [])
    .filter(({ operation }) => contacts.adopt.some((source) => source === READ_BY[operation]))
    .map(({ operation, code, message, missingPermission }) => ({
      path: 'contacts.adopt',
      says:
        code === 'NotAnAddress'
          ? sanitize(message.replace(/\.$/, ''), 300)
          : `the contacts of account ${sanitize(id, 60)} could not be read: ${sanitize(`${code} at ${operation}`, 120)}${missingPermission === undefined ? '' : `, grant ${sanitize(missingPermission, 80)}`}`,
    }));
}
