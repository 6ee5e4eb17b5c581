import { FAILED_STEPS } from '../../../model/audience.ts';
import { isKnown } from '../../../model/fields.ts';
import type { Digest } from './content.ts';
import { sanitize } from '../../../model/sanitize.ts';
import { earliest } from '../../../model/instant.ts';
import { howFar, severalAccounts } from './words.ts';

/** SNS takes fewer than 100 characters, and older guides say ASCII only. */
const LONGEST = 99;

/** `[SKC] CRIT 2 HIGH 5 NEW 1 | pay-prod 1234 | first in 3d | D-7f3a91c2`, printable ASCII, at most 99 characters. */
export function subjectOf(digest: Digest): string {
  const ends = [nextOf(digest), digest.id].filter((part) => part !== undefined).join(' | ');
  const start = `[SKC] ${countsOf(digest)}`;
  const room = LONGEST - start.length - ends.length - ' | '.length * 2;
  return `${start} | ${whoOf(digest, room)} | ${ends}`.slice(0, LONGEST);
}

function countsOf({ open, news, accounts = [], leftOut = [] }: Digest): string {
  const serious = open.critical + open.high > 0;
  const counts: [string, number][] = [
    ['CRIT', open.critical],
    ['HIGH', open.high],
    ['MED', serious ? 0 : open.medium],
    ['LOW', serious ? 0 : open.low],
    ['NEW', news.new],
    ['FAILED', accounts.filter(({ notNotified = '' }) => isKnown(FAILED_STEPS, notNotified)).length],
    ['LEFT OUT', leftOut.length],
    ['RESOLVED', open.critical + open.high + open.medium + open.low === 0 ? news.resolved : 0],
    ['DELETED', open.critical + open.high + open.medium + open.low === 0 ? news.deleted : 0],
  ];
  return counts
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${word} ${count}`)
    .join(' ');
}

function whoOf(digest: Digest, room: number): string {
  const { account } = digest;
  if (account === undefined) return severalAccounts(digest);
  const name = ascii(account.name);
  const id = ascii(account.id);
  if (name === '' || name === id) return id.slice(-Math.max(4, room));
  return `${name.slice(0, Math.max(1, room - 5)).trim()} ${id.slice(-4)}`;
}

/** When the next finding is due; what is past due is in the counts. */
function nextOf(digest: Digest): string | undefined {
  const { now } = digest.run;
  const coming = digest.entries.filter((entry) => entry.state === 'open' && entry.dueAt >= now);
  const first = earliest(...coming.map((entry) => entry.dueAt));
  return first === undefined ? undefined : `first ${howFar(now, first)}`;
}

function ascii(text: string): string {
  return sanitize(text.normalize('NFKD').replaceAll(/\p{M}/gu, ''), 100)
    .replaceAll(/[^ -~]/g, '?')
    .replaceAll('://', ':')
    .replaceAll('|', '/');
}
