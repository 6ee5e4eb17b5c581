import { daysBetween, type Instant } from '../../../model/instant.ts';
import type { RuleId, Severity } from '../../../model/finding.ts';
import { ruleOf } from '../../../rules/registry.ts';
import type { CountBySeverity, Coverage, Digest, DigestEntry, RollUp, Unread } from './content.ts';

/** Four letters a severity, as wide as each other. */
export const SHORT = {
  critical: 'CRIT',
  high: 'HIGH',
  medium: 'MED ',
  low: 'LOW ',
} as const satisfies Record<Severity, string>;

/** How far off an instant is: `in 3d`, `1d ago`, under a day in hours. Days are cut, so that "in 3d" is never late. */
export function howFar(now: Instant, at: Instant): string {
  const days = daysBetween(now, at);
  const size = Math.abs(days);
  const words = size < 1 ? `${Math.floor(size * 24)}h` : `${Math.floor(size)}d`;
  return days < 0 ? `${words} ago` : `in ${words}`;
}

/** As {@link howFar}, but a state that lasts since then is `for 95d`; only an end is `ago`. */
export function sinceOrUntil(rule: RuleId, now: Instant, at: Instant): string {
  const words = howFar(now, at);
  if (at >= now || ruleOf({ rule })?.dueAtIsEnd === true) return words;
  return `for ${words.replace(/ ago$/, '')}`;
}

/** `2026-11-21 06:00Z` */
export function minute(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}Z`;
}

/** `2 critical, 5 high`; empty where there are none. */
export function countsInWords(counts: CountBySeverity): string {
  return (['critical', 'high', 'medium', 'low'] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`)
    .join(', ');
}

/** Why a line is in the message: `was high`, `reminder`, `still open`, `resolved`. */
export function newsInWords(entry: DigestEntry): string {
  if (entry.escalated === true && entry.news === 'new')
    return `escalated, open since ${entry.openedAt.slice(0, 10)}`;
  const words: Record<DigestEntry['news'], string> = {
    new: entry.was === undefined ? 'new' : 'open again',
    worse: `was ${entry.was?.severity ?? 'lower'}`,
    rung: 'reminder',
    unchanged: 'still open',
    resolved: 'resolved',
    deleted: 'deleted in the cloud',
  };
  return words[entry.news];
}

/** The type without its cloud, for people: `kms-key`. */
export function typeOf(entry: Pick<DigestEntry, 'subject'>): string {
  return entry.subject.type?.replace(/^[a-z]+\./, '') ?? entry.subject.skcKind ?? entry.subject.kind;
}

const LEFT_OUT_SHOWN = 10;
const EXCLUSIONS_SHOWN = 5;

/** `41/42 targets read, 1/6 vaults unreachable:` */
export function coverageInWords({ planned, complete, vaults, awaiting, unread }: Coverage): string {
  const closed =
    vaults === undefined || vaults.unreachable === 0
      ? ''
      : `, ${vaults.unreachable}/${vaults.planned} vaults unreachable`;
  const waiting =
    awaiting === undefined ? '' : `, ${awaiting.targets} wait for an update of the reading role`;
  return `${complete}/${planned} targets read${closed}${waiting}${unread.length === 0 ? '.' : ':'}`;
}

/** Accounts that are no longer read, since the configuration leaves them out. */
export function leftOutInWords({ leftOut = [] }: Digest): string[] {
  const shown = leftOut.slice(0, LEFT_OUT_SHOWN).map(({ id, name, closed }) => {
    const findings = closed === 0 ? '' : `; ${closed} open finding${closed === 1 ? '' : 's'} closed`;
    return `No longer read: ${name === '' || name === id ? id : `${name} (${id})`}, left out by the configuration${findings}.`;
  });
  const more = leftOut.length - shown.length;
  return more === 0
    ? shown
    : [...shown, `No longer read: ${more} more accounts, left out by the configuration.`];
}

/** In the organisation's digest alone: what the reading roles lack since the last update, and the next step. */
export function awaitingInWords({ audience, coverage: { awaiting } }: Digest): string[] {
  if (awaiting === undefined || audience !== 'organisation') return [];
  return [
    `The reading roles do not grant ${shortList(awaiting.permissions, 4)} yet, new in this release: update them (\`skc doctor\` names the step).`,
  ];
}

/** What was not read, why, and what would help. */
export function unreadInWords(unread: Unread): string {
  const sources = unread.sources.map((source) => source.replace(/^[a-z]+\./, '')).join(', ');
  const what = sources === '' ? 'the account' : `${sources} in ${shortList(unread.locations, 4)}`;
  const operation = unread.operation === '' ? '' : ` at ${unread.operation}`;
  const grant = unread.missingPermission === undefined ? '' : `; grant ${unread.missingPermission}`;
  const runs = unread.runs > 1 ? ` (${unread.runs} runs)` : '';
  const verb = unread.outcome === 'partial' ? 'READ IN PART' : 'NOT READ';
  const accepted = unread.accepted === undefined ? '' : ` – expected: ${unread.accepted}`;
  return `${verb} ${what}: ${unread.code}${operation}${grant}${runs}${accepted}`;
}

/** The first of them, and how many more. */
export function shortList(items: readonly string[], most: number): string {
  const more = items.length - most;
  return `${items.slice(0, most).join(', ')}${more > 0 ? ` +${more} more` : ''}`;
}

/** `pay-prod (123456789012)`, `3 accounts`, or the organisation. */
export function audienceInWords(digest: Digest): string {
  const { account } = digest;
  if (account === undefined)
    return digest.audience === 'organisation' ? 'the organisation' : severalAccounts(digest);
  return account.name === '' || account.name === account.id ? account.id : `${account.name} (${account.id})`;
}

/** `3 accounts`, for an address that answers for several; `organisation` in the organisation's digest. */
export function severalAccounts({ audience, accountsTotal = 0 }: Digest): string {
  if (audience === 'organisation') return audience;
  return `${accountsTotal} ${accountsTotal === 1 ? 'account' : 'accounts'}`;
}

/** What the next message continues with; nothing where all is in this one. */
export function postponedInWords({ postponed, postponedOpen }: Digest): string | undefined {
  if (postponed === 0) return undefined;
  const open = postponedOpen === undefined ? '' : countsInWords(postponedOpen);
  const sum = postponedOpen === undefined ? 0 : countOf(postponedOpen);
  const closed = postponed > sum && postponedOpen !== undefined ? `${postponed - sum} closed` : '';
  const counts = [open, closed].filter((each) => each !== '').join(', ') || `${postponed} findings`;
  return `Not in this message for its length: ${counts}. The next messages name them, critical and high first.`;
}

function countOf({ critical, high, medium, low }: CountBySeverity): number {
  return critical + high + medium + low;
}

/** The command that lists what a roll-up counts. */
export function rollUpCommand({ id, account }: Pick<Digest, 'id' | 'account'>, rollUp: RollUp): string {
  const one = account === undefined ? ` --account ${rollUp.account.replace(/^\w+#/, '')}` : '';
  return `skc findings --message ${id} --rule ${rollUp.rule}${one}`;
}

/** What exclusions hide since the last message, and who decided. */
export function newlyExcludedInWords({ newlyExcluded = [] }: Digest): string[] {
  const shown = newlyExcluded
    .slice(0, EXCLUSIONS_SHOWN)
    .map(
      ({ reason, by, until, findings }) =>
        `Excluded from now on: ${countsInWords(findings)}, by ${by} until ${until.slice(0, 10)}: ${reason}`,
    );
  const rest = newlyExcluded.slice(EXCLUSIONS_SHOWN);
  if (rest.length === 0) return shown;
  const count = rest.reduce((sum, { findings }) => sum + countOf(findings), 0);
  return [...shown, `Excluded from now on: ${count} more findings, by ${rest.length} more exclusions.`];
}

export function fromNewerVersionInWords(count: number): string {
  return `${count} open ${count === 1 ? 'finding is' : 'findings are'} from a newer version and not listed here.`;
}

export function notComparedInWords(count: number): string {
  return count === 1
    ? '1 finding could not be compared with exclusions by tag, since tags of its SKC were not read.'
    : `${count} findings could not be compared with exclusions by tag, since tags of their SKCs were not read.`;
}

/** `Owner: team-payments`; nothing where the owner is not known. Not yet safe for a channel. */
export function ownerInWords({ owner }: Pick<DigestEntry, 'owner'>): string | undefined {
  return owner === undefined ? undefined : `Owner: ${owner}`;
}
