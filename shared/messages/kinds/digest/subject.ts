import { FAILED_STEPS } from '../../../model/audience.ts';
import { isKnown } from '../../../model/fields.ts';
import { inWords } from '../../../rules/wording.ts';
import type { Digest, MostUrgent } from './content.ts';
import { asciiOf } from './latin.ts';
import { countsInWords, otherCountsInWords, severalAccounts } from './words.ts';

/** SNS takes fewer than 100 characters, and older guides say ASCII only. */
const LONGEST = 99;
/** A phone shows about 40 characters: the name leaves some of them for what is the matter. */
const LONGEST_NAME = 30;
const SHORTENED_NAME = 24;

/**
 * `[SKC] iso8583.pay.example expires today 18:00 UTC (+2 critical) - pay-prod`: the most urgent of all that is open and
 * its hour, how many others are critical or high, its account. Where nothing is critical or high:
 * `[SKC] pay-prod: nothing urgent, 3 new (5 medium, 2 low open)`. Printable ASCII, at most 99 characters.
 */
export function subjectOf(digest: Digest): string {
  const { mostUrgent } = digest;
  const isUrgent = mostUrgent?.severity === 'critical' || mostUrgent?.severity === 'high';
  return isUrgent ? urgentSubject(digest, mostUrgent) : calmSubject(digest);
}

/** The same for people whose program takes any script: not yet safe for a channel. */
export function headlineOf(digest: Digest): string {
  const { mostUrgent, run } = digest;
  if (mostUrgent === undefined || (mostUrgent.severity !== 'critical' && mostUrgent.severity !== 'high'))
    return `${whose(digest)}: ${calm(digest)}`;
  return `${mostUrgent.name} ${inWords(mostUrgent, run.now)}${others(digest)} - ${placeOf(digest, mostUrgent)}`;
}

function urgentSubject(digest: Digest, urgent: MostUrgent): string {
  const name = asciiOf(urgent.name) || 'unnamed';
  const thing = name.length > LONGEST_NAME ? `${name.slice(0, SHORTENED_NAME).trim()}..` : name;
  const start = `[SKC] ${thing} ${inWords(urgent, digest.run.now)}${others(digest)}`;
  const room = LONGEST - start.length - ' - '.length;
  const [whole = '', account = ''] = [placeOf(digest, urgent), accountOf(urgent)].map(asciiOf);
  const place = whole.length > room ? account : whole;
  const end = place.length > room ? `${place.slice(0, Math.max(0, room - 2)).trim()}..` : place;
  return (room < 6 || place === '' ? start : `${start} - ${end}`).slice(0, LONGEST).trim();
}

/** ` (+2 critical, 1 account failed)`: beside the most urgent thing. */
function others(digest: Digest): string {
  const parts = [otherCountsInWords(digest), failedInWords(digest)].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Accounts that were not evaluated, or whose message failed: nothing is known of them. */
function failedInWords({ accounts = [] }: Digest): string {
  const failed = accounts.filter(({ notNotified = '' }) => isKnown(FAILED_STEPS, notNotified)).length;
  return failed === 0 ? '' : `${failed} account${failed === 1 ? '' : 's'} failed`;
}

function calmSubject(digest: Digest): string {
  const end = `: ${calm(digest)}`;
  const who = asciiOf(whose(digest)) || 'account';
  return `[SKC] ${who.slice(0, Math.max(8, LONGEST - '[SKC] '.length - end.length)).trim()}${end}`.slice(
    0,
    LONGEST,
  );
}

function calm(digest: Digest): string {
  const { news, open, openInAll = open, leftOut = [] } = digest;
  const counts: [number, string][] = [
    [leftOut.length, 'left out'],
    [news.new + news.worse + news.rung, 'new'],
    [news.resolved, 'resolved'],
    [news.deleted, 'deleted'],
  ];
  const said = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const still = countsInWords(openInAll);
  return [failedInWords(digest) || 'nothing urgent', ...said]
    .join(', ')
    .concat(still === '' ? '' : ` (${still} open)`);
}

function whose(digest: Digest): string {
  const { account } = digest;
  if (account === undefined) return severalAccounts(digest);
  return account.name || account.id;
}

function accountOf({ account, accountName }: MostUrgent): string {
  return accountName ?? account.replace(/^\w+#/, '');
}

/** The account of the most urgent thing, and that there are others. */
function placeOf(digest: Digest, urgent: MostUrgent): string {
  const name = accountOf(urgent);
  if (digest.account !== undefined) return name;
  return digest.audience === 'organisation' ? `${name}, organisation` : `${name}, ${severalAccounts(digest)}`;
}
