import type { Instant } from '../../../model/instant.ts';
import type { UnknownVerdicts } from '../../../model/run.ts';
import { compareSeverity, SEVERITIES } from '../../../model/finding.ts';
import { hourOf } from '../../../rules/wording.ts';
import type { CountBySeverity, Coverage, Digest, DigestEntry, Gaps, RollUp, Unread } from './content.ts';

/** `2026-11-21 06:00 UTC` */
export function minute(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** `2 critical, 5 high`; empty where there are none. */
export function countsInWords(counts: CountBySeverity): string {
  return (['critical', 'high', 'medium', 'low'] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`)
    .join(', ');
}

/**
 * What is critical or high beside the most urgent one: `+2 critical, 5 high`. Of a digest of an older release, what is
 * news.
 */
export function otherCountsInWords({ open, openInAll = open, mostUrgent }: Digest): string {
  const severe = SEVERITIES.toReversed().filter((severity) => compareSeverity(severity, 'high') >= 0);
  const others = severe
    .map((severity) => [openInAll[severity] - (mostUrgent?.severity === severity ? 1 : 0), severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}`);
  return others.length === 0 ? '' : `+${others.join(', ')}`;
}

/** The hour of an end in the zones of the contacts: `19:00 Europe/Zurich`; nothing where no zone or hour is known. */
export function localHours(
  entry: Pick<DigestEntry, 'rule' | 'dueAt' | 'dayUnknown' | 'since'>,
  { run, timeZones = [] }: Digest,
): string[] {
  const at = hourOf(entry, run.now);
  if (at === undefined) return [];
  return timeZones.flatMap((timeZone) => {
    const local = localTime(at, timeZone);
    if (local === undefined) return [];
    const day = local.slice(0, 10) === at.slice(0, 10) ? '' : `${local.slice(0, 10)} `;
    return [`${day}${local.slice(11)} ${timeZone}`];
  });
}

/** Why a line is in the message: `was high`, `reminder`, `still open`, `resolved`. */
export function newsInWords(entry: DigestEntry): string {
  if (entry.replaces !== undefined && entry.news === 'new') return `was ${entry.replaces}`;
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

/** The type for people: `KMS key`, or without the facts of its SKC `kms-key`. */
export function typeOf(entry: Pick<DigestEntry, 'subject' | 'typeTitle'>): string {
  if (entry.typeTitle !== undefined) return entry.typeTitle;
  return entry.subject.type?.replace(/^[a-z]+\./, '') ?? entry.subject.skcKind ?? entry.subject.kind;
}

/** `2026-11-25 19:00` in a time zone; undefined for one that this machine does not know. */
function localTime(at: Instant, timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
      new Date(at),
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const LEFT_OUT_SHOWN = 10;
const EXCLUSIONS_SHOWN = 5;

/** `41/42 targets read, 1/6 vaults unreachable.` */
export function coverageInWords({ planned, complete, vaults, awaiting }: Coverage): string {
  const closed =
    vaults === undefined || vaults.unreachable === 0
      ? ''
      : `, ${vaults.unreachable}/${vaults.planned} vaults unreachable`;
  const waiting =
    awaiting === undefined ? '' : `, ${awaiting.targets} wait for an update of the reading role`;
  return `${complete}/${planned} targets read${closed}${waiting}.`;
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

/**
 * What was not read: a line for each cause that nobody expects, and one for all that the configuration expects. Not yet
 * safe for a channel.
 */
export function gapsInWords(digest: Digest): string[] {
  const { unread, expected = expectedIn(unread), systemMade } = digest.coverage;
  const where = ({ accounts }: Gaps) =>
    digest.account === undefined ? ` in ${accounts} ${accounts === 1 ? 'account' : 'accounts'}` : '';
  const sum = (gaps: Gaps | undefined, what: string) =>
    gaps === undefined
      ? []
      : [`${what}: ${gaps.targets} ${gaps.targets === 1 ? 'target' : 'targets'}${where(gaps)}.`];
  return [
    ...unread
      .filter(({ accepted }) => accepted === undefined)
      .map((each) =>
        digest.account === undefined
          ? `${accountInWords(each, digest)}: ${unreadInWords(each)}`
          : unreadInWords(each),
      ),
    ...sum(systemMade, 'Not read in projects that the cloud itself made'),
    ...sum(expected, 'Not read, as the configuration expects'),
  ];
}

/** Of a digest of an older release. */
function expectedIn(unread: readonly Unread[]): Gaps | undefined {
  const expected = unread.filter(({ accepted }) => accepted !== undefined);
  if (expected.length === 0) return undefined;
  return {
    targets: expected.reduce((sum, { targets }) => sum + targets, 0),
    accounts: new Set(expected.map(({ account }) => account)).size,
  };
}

const CAUSES_SHOWN = 2;
const RULES_SHOWN = 2;

/**
 * `12 SKCs with unknown verdicts, because lastUsedAt was not read (9 for unused).`, the most frequent cause first;
 * nothing where everything was judged. Not yet safe for a channel: a newer version may have added words.
 */
export function unknownInWords(unknown: UnknownVerdicts | undefined): string[] {
  if (unknown === undefined || unknown.skcs === 0) return [];
  const causes = new Map<string, [rule: string, count: number][]>();
  for (const [rule, counts] of Object.entries(unknown.byRule))
    for (const [missing, count] of Object.entries(counts))
      causes.set(missing, [...(causes.get(missing) ?? []), [rule, count]]);
  const parts = [...causes]
    .map(([missing, rules]) => ({ missing, rules: rules.toSorted(([, a], [, b]) => b - a) }))
    .toSorted((a, b) => (b.rules[0]?.[1] ?? 0) - (a.rules[0]?.[1] ?? 0))
    .map(({ missing, rules }) => {
      if (missing === 'target') return `their target was not read (${rules[0]?.[1] ?? 0})`;
      const judged = shortList(
        rules.map(([rule, count]) => `${count} for ${rule}`),
        RULES_SHOWN,
      );
      return `${CAUSES[missing] ?? `${missing.replaceAll('+', ' or ')} was not read`} (${judged})`;
    });
  const many = `${unknown.skcs} SKC${unknown.skcs === 1 ? '' : 's'}`;
  return [`${many} with unknown verdicts, because ${shortList(parts, CAUSES_SHOWN)}.`];
}

const CAUSES: Readonly<Record<string, string>> = {
  type: 'only a newer version knows the type',
  error: 'the rule failed',
};

/** What was not read, why, and what would help. */
export function unreadInWords(unread: Unread): string {
  const sources = unread.sources.map((source) => source.replace(/^[a-z]+\./, '')).join(', ');
  const what = sources === '' ? 'the account' : `${sources} in ${shortList(unread.locations, 4)}`;
  const operation = unread.operation === '' ? '' : ` at ${unread.operation}`;
  const grant = unread.missingPermission === undefined ? '' : `; grant ${unread.missingPermission}`;
  const runs = unread.runs > 1 ? ` (${unread.runs} runs)` : '';
  const verb = unread.outcome === 'partial' ? 'READ IN PART' : 'NOT READ';
  return `${verb} ${what}: ${unread.code}${operation}${grant}${runs}`;
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

/** The command that lists exactly what a roll-up counts. */
export function rollUpCommand({ id, account }: Pick<Digest, 'id' | 'account'>, rollUp: RollUp): string {
  const isOne = account === undefined && rollUp.accounts === undefined;
  const rule = rollUp.rules === undefined ? ` --rule ${rollUp.rule}` : '';
  const one = isOne ? ` --account ${rollUp.account.replace(/^\w+#/, '')}` : '';
  return `skc findings --message ${id} --counted${rule}${one}`;
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

/** `pay-prod (222222222222)`: name and id of the account of a line. Not yet safe for a channel. */
export function accountInWords(line: Pick<DigestEntry, 'account' | 'accountName'>, digest: Digest): string {
  const id = line.account.replace(/^\w+#/, '');
  const listed = [digest.account, ...(digest.accounts ?? [])].find((each) => each?.key === line.account);
  const name = line.accountName ?? listed?.name ?? '';
  return name === '' || name === id ? id : `${name} (${id})`;
}

/** `12 never-expires, 9 rotation-off`; of one rule `12 secrets` or `12 of 20 secrets`. */
export function membersInWords({ rules, count, of, kind, accounts, systemMade }: RollUp): string {
  if (rules !== undefined)
    return Object.entries(rules)
      .map(([rule, many]) => `${many} ${rule}`)
      .join(', ');
  if (systemMade === true)
    return `${count} targets of ${accounts ?? 1} ${accounts === undefined ? 'project' : 'projects'} that the cloud itself made`;
  if (accounts !== undefined) return `${accounts} accounts`;
  return `${count}${of === undefined ? '' : ` of ${of}`} ${kind ?? 'SKC'}s`;
}
