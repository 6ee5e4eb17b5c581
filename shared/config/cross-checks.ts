import type { Mistake } from './bad-config.ts';
import { describe, pathText } from './mistakes.ts';
import { isTimeZone } from './time-zone.ts';

/**
 * Mistakes that no single key shows: contradictions, time zones that do not exist, AWS account ids of the wrong length.
 * Works on the raw JSON, so that they are reported together with mistakes in the schema.
 */
export function crossCheck(raw: unknown): Mistake[] {
  return [
    ...['accounts', 'organisationalUnits', 'regions', 'sources'].flatMap((which) => bothWays(raw, which)),
    ...accountIds(raw),
    ...twice(raw),
    ...timeZone(raw),
    ...wideExclusions(raw),
    ...wideExpectations(raw),
  ];
}

function bothWays(raw: unknown, which: string): Mistake[] {
  const included = new Set(texts(at(raw, 'include', which)));
  return texts(at(raw, 'exclude', which)).flatMap((each, index) =>
    included.has(each)
      ? [
          {
            path: pathText(['exclude', which, index]),
            expected: `expected no entry of include.${which}`,
            found: describe(each),
          },
        ]
      : [],
  );
}

function accountIds(raw: unknown): Mistake[] {
  const places: [PropertyKey[], unknown][] = Object.keys(object(at(raw, 'contacts', 'accounts'))).map(
    (id) => [['contacts', 'accounts', id], id],
  );
  for (const side of ['include', 'exclude'])
    for (const [index, id] of list(at(raw, side, 'accounts')).entries())
      places.push([[side, 'accounts', index], id]);
  for (const [index, each] of list(at(raw, 'exclusions')).entries())
    places.push([['exclusions', index, 'match', 'account'], at(each, 'match', 'account')]);
  for (const [index, each] of list(at(raw, 'expectedUnreadable')).entries())
    places.push([['expectedUnreadable', index, 'account'], at(each, 'account')]);
  return places.flatMap(([path, id]) =>
    typeof id === 'string' && /^\d+$/.test(id) && id.length !== 12
      ? [
          {
            path: pathText(path),
            expected: 'expected the 12 digits of an AWS account',
            found: `${describe(id)} with ${id.length} digits`,
          },
        ]
      : [],
  );
}

function twice(raw: unknown): Mistake[] {
  const seen = new Set<string>();
  return list(at(raw, 'accounts')).flatMap((account, index) => {
    const id = at(account, 'id');
    if (typeof id !== 'string') return [];
    const cloud = at(account, 'cloud');
    const key = `${typeof cloud === 'string' ? cloud : 'aws'}#${id}`;
    if (seen.has(key))
      return [
        {
          path: pathText(['accounts', index, 'id']),
          expected: 'expected each account once',
          found: `${describe(id)} a second time`,
        },
      ];
    seen.add(key);
    return [];
  });
}

function timeZone(raw: unknown): Mistake[] {
  const zone = at(raw, 'schedule', 'timeZone');
  if (typeof zone !== 'string' || isNamedTimeZone(zone)) return [];
  return [
    {
      path: 'schedule.timeZone',
      expected: 'expected an IANA time zone like Europe/Berlin',
      found: describe(zone),
    },
  ];
}

/** An exclusion that names neither a place, a type nor a name could hide everything; the watched team sets its own tags. */
function wideExclusions(raw: unknown): Mistake[] {
  return list(at(raw, 'exclusions')).flatMap((each, index) => {
    const match = object(at(each, 'match'));
    const given = Object.keys(match).filter((key) => match[key] !== undefined);
    const narrow =
      ['account', 'region', 'type'].some((key) => isText(match[key])) || isNarrowName(match['name']);
    if (given.length === 0 || narrow) return [];
    return [
      {
        path: pathText(['exclusions', index, 'match']),
        expected: 'expected an account, a region, a type, or a name that does not match everything',
        found: `only ${given.map((key) => describe(key)).join(', ')}`,
      },
    ];
  });
}

function wideExpectations(raw: unknown): Mistake[] {
  return list(at(raw, 'expectedUnreadable')).flatMap((each, index) =>
    ['account', 'region', 'source'].some((key) => isText(at(each, key)))
      ? []
      : [
          {
            path: pathText(['expectedUnreadable', index]),
            expected: 'expected an account, a region or a source',
            found: 'an entry for every target',
          },
        ],
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isNarrowName(value: unknown): boolean {
  return typeof value === 'string' && value.replaceAll('*', '') !== '';
}

/** Offsets such as +01:00, which `Intl` accepts too, are not time zones for a schedule. */
function isNamedTimeZone(zone: string): boolean {
  return /^[A-Za-z]/.test(zone) && isTimeZone(zone);
}

function at(raw: unknown, ...path: string[]): unknown {
  let value = raw;
  for (const part of path) value = object(value)[part];
  return value;
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): string[] {
  return list(value).filter((each) => typeof each === 'string');
}
