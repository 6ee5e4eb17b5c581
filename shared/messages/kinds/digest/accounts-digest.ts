import type { InventoriedAccount } from '../../../inventory/contract.ts';
import {
  FAILED_STEPS,
  notifiedKey,
  ORGANISATION_AUDIENCE,
  type Audience,
  type NotNotifiedReason,
  type SharedAudience,
} from '../../../model/audience.ts';
import type { Contact } from '../../../model/contact.ts';
import type { Finding } from '../../../model/finding.ts';
import { isKnown } from '../../../model/fields.ts';
import { latest, type Instant } from '../../../model/instant.ts';
import { sanitize } from '../../../model/sanitize.ts';
import type { Run } from '../../../model/run.ts';
import type { Scan, Target } from '../../../model/target.ts';
import { addVaultCoverage } from '../../../model/vaults.ts';
import { compose, countOpen, type ComposedDigest } from './compose.ts';
import type { AccountLine, Coverage, Digest } from './content.ts';
import { addAwaiting, addGaps, coverageOf } from './coverage.ts';
import { accountRef, namesOf, notComparedIn, readersIn, unknownIn, type Readers } from './digest.ts';
import { isEscalated, type EscalateAfterDays } from './escalation.ts';
import { newsOf, sift, type News } from './news.ts';
import { compareText } from '../../../rules/order.ts';

/** One account, in a digest about several. */
export interface AccountInDigest {
  account: InventoriedAccount;
  findings: readonly Finding[];
  scans: readonly Scan[];
  /** Why its own contacts get no message; absent where they do. */
  notNotified?: NotNotifiedReason | undefined;
}

interface AccountsDigestInput extends Readers {
  run: Pick<Run, 'id' | 'now'>;
  accounts: readonly AccountInDigest[];
  /** Those of the audience. */
  contacts: readonly Contact[];
  first: boolean;
  /** The `now` of the run whose digest the audience was sent last. */
  since?: Instant | undefined;
  /** When the organisation gets findings of accounts whose own contacts are notified. */
  escalateAfterDays?: EscalateAfterDays | undefined;
  link?: string | undefined;
  accepted?: ((target: Target) => string | undefined) | undefined;
}

const ACCOUNT_LINES = 100;
const CAUSES = 25;
const EXCLUSIONS = 20;

/**
 * The organisation's digest of a run: all news of the accounts whose own contacts get no message, the findings of
 * accounts as such, what has been critical or high for long, what exclusions hide since the last one, and what was read
 * of all. Nothing when there is no news.
 */
export function composeOrganisationDigest(input: AccountsDigestInput): ComposedDigest | undefined {
  return composeOver(ORGANISATION_AUDIENCE, input, {
    concerns: (account, finding) => concernsOrganisation(account, finding, input),
    isEscalated: ({ notNotified }, finding) =>
      notNotified === undefined && finding.subject.kind !== 'account',
    newlyExcluded: newlyExcludedSince(input),
    lists: ({ notNotified }, coverage) => notNotified !== undefined || coverage.unread.length > 0,
    leftOut: leftOutSince(input),
  });
}

/**
 * The digest of an address that answers for several accounts: the news of all of them, and how each was read. Nothing
 * when there is no news.
 */
export function composeSharedDigest(
  audience: SharedAudience,
  input: AccountsDigestInput,
): ComposedDigest | undefined {
  return composeOver(audience, input, {
    concerns: () => true,
    isEscalated: () => false,
    newlyExcluded: [],
    lists: () => true,
    leftOut: [],
  });
}

function composeOver(
  audience: Audience,
  input: AccountsDigestInput,
  {
    concerns,
    isEscalated: escalated,
    newlyExcluded,
    lists,
    leftOut,
  }: {
    concerns: (account: AccountInDigest, finding: Finding) => boolean;
    /** Of findings that concern the audience. */
    isEscalated: (account: AccountInDigest, finding: Finding) => boolean;
    newlyExcluded: NonNullable<Digest['newlyExcluded']>;
    /** Whether the account has a line of its own. */
    lists: (account: AccountInDigest, coverage: Coverage) => boolean;
    leftOut: NonNullable<Digest['leftOut']>;
  },
): ComposedDigest | undefined {
  const news: News[] = [];
  const silent: Finding[] = [];
  let fromNewerVersion = 0;
  const lines: AccountLine[] = [];
  const coverage: Coverage = { planned: 0, complete: 0, unread: [] };
  for (const each of input.accounts) {
    const { account, notNotified } = each;
    const sifted = sift(
      each.findings.filter((finding) => concerns(each, finding)),
      notifiedKey(audience),
      input.run.now,
    );
    news.push(...sifted.news);
    silent.push(...sifted.silent);
    fromNewerVersion += sifted.fromNewerVersion;
    const read = coverageOf(account, each.scans, input.run, input.accepted ?? (() => undefined));
    coverage.planned += read.planned;
    coverage.complete += read.complete;
    if (read.vaults !== undefined)
      coverage.vaults = addVaultCoverage(coverage.vaults ?? { planned: 0, unreachable: 0 }, read.vaults);
    const awaiting = addAwaiting(coverage.awaiting, read.awaiting);
    if (awaiting !== undefined) coverage.awaiting = awaiting;
    for (const gaps of ['expected', 'systemMade'] as const) {
      const sum = addGaps(coverage[gaps], read[gaps]);
      if (sum !== undefined) coverage[gaps] = sum;
    }
    coverage.unread.push(...read.unread);
    // What could not be read in those that the cloud itself made is one line.
    if (account.systemMade === true || !lists(each, read)) continue;
    lines.push({
      ...accountRef(account),
      ...(notNotified === undefined ? {} : { notNotified }),
      open: countOpen(each.findings.filter((finding) => finding.excluded === undefined)),
      news: sifted.news.length,
      targets: read.planned,
      complete: read.complete,
    });
  }
  const failed = input.accounts.filter(({ notNotified }) => isKnown(FAILED_STEPS, notNotified ?? ''));
  if (news.length + leftOut.length + failed.length + newlyExcluded.length === 0) return undefined;
  coverage.unread = coverage.unread
    .toSorted(
      (a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined) || b.targets - a.targets,
    )
    .slice(0, CAUSES);
  const byKey = new Map(input.accounts.map((each) => [each.account.key, each]));
  const namedAt = new Map(
    input.accounts.map((each) => [each.account.key, lastNamed(each.findings, audience)]),
  );
  return compose({
    audience,
    first: input.first,
    run: input.run,
    news,
    silent,
    fromNewerVersion,
    population: (account, type) => byKey.get(account)?.account.standing?.skcs[type],
    accountName: (account) => byKey.get(account)?.account.name,
    isSystemMade: (account) => byKey.get(account)?.account.systemMade === true,
    lastNamedAt: (account) => namedAt.get(account),
    isEscalated: (finding) => {
      const account = byKey.get(finding.account);
      return account !== undefined && finding.state === 'open' && escalated(account, finding);
    },
    beside: [
      ...leftOut.map(({ key }) => `${key} left out`),
      ...failed.map(({ account, notNotified }) => `${account.key} ${notNotified}`),
      ...newlyExcluded.map((each) => `excluded ${JSON.stringify(each)}`),
    ],
    frame: {
      contacts: namesOf(input.contacts),
      ...(input.link === undefined ? {} : { link: input.link }),
      ...readersIn(input),
      ...notComparedIn(input.accounts.map(({ account }) => account)),
      ...unknownIn(input.accounts.map(({ account }) => account)),
      coverage,
      accounts: lines.toSorted(compareLines).slice(0, ACCOUNT_LINES),
      accountsOmitted: Math.max(0, lines.length - ACCOUNT_LINES),
      accountsTotal: input.accounts.filter(({ account }) => account.status === 'active').length,
      ...(leftOut.length === 0 ? {} : { leftOut }),
      ...(newlyExcluded.length === 0 ? {} : { newlyExcluded }),
    },
  });
}

/** The accounts that the configuration leaves out since the organisation's last digest: each is said once. */
function leftOutSince(input: AccountsDigestInput): NonNullable<Digest['leftOut']> {
  const { since, accounts } = input;
  return accounts
    .filter(({ account: { status, excludedAt } }) => status === 'excluded' && isUnsaid(excludedAt, input))
    .map(({ account, findings }) => ({
      ...accountRef(account),
      closed: findings.filter(({ state, closedAt = '' }) => state === 'excluded' && closedAt > (since ?? ''))
        .length,
    }));
}

/** Whether a thing is of a time after the organisation's last digest: of this run, if there was none. */
function isUnsaid(at: Instant | undefined, { run, since }: AccountsDigestInput): boolean {
  if (at === undefined) return false;
  return since === undefined ? at === run.now : at > since;
}

/**
 * Whether a finding is in the organisation's digest: its account's own contacts do not get it, it is about the account
 * itself, it has been critical or high for long, or the organisation had its beginning and now gets its end.
 */
export function concernsOrganisation(
  { notNotified }: Pick<AccountInDigest, 'notNotified'>,
  finding: Finding,
  { run, escalateAfterDays = {} }: Pick<AccountsDigestInput, 'run' | 'escalateAfterDays'>,
): boolean {
  if (finding.subject.kind === 'account' || endsForOrganisation(finding)) return true;
  if (notNotified === 'filtered') return isNewsToContacts(finding, run.now);
  return notNotified !== undefined || isEscalated(finding, run.now, escalateAfterDays);
}

/** No message to the account's own contacts, or to one that it shares, has named it as it is now. */
function isNewsToContacts(finding: Finding, now: Instant): boolean {
  const keys = Object.keys(finding.notified).filter((key) => key !== ORGANISATION_AUDIENCE);
  return keys.length === 0
    ? finding.state === 'open'
    : keys.every((key) => (newsOf(finding, key, now)?.kind ?? 'unchanged') !== 'unchanged');
}

/** When a message to the audience last named a finding. */
function lastNamed(findings: readonly Finding[], audience: Audience): Instant | undefined {
  return latest(...findings.map(({ notified }) => notified[notifiedKey(audience)]?.at));
}

/** What exclusions hide since the organisation's last digest, by exclusion, the most findings first: each is said once. */
function newlyExcludedSince(input: AccountsDigestInput): NonNullable<Digest['newlyExcluded']> {
  const groups = new Map<string, NonNullable<Digest['newlyExcluded']>[number] & { found: Finding[] }>();
  for (const finding of input.accounts.flatMap(({ findings }) => findings)) {
    const { excluded } = finding;
    if (finding.state !== 'open' || excluded === undefined || !isUnsaid(excluded.since, input)) continue;
    const { reason, by, until } = excluded;
    const key = JSON.stringify([reason, by, until]);
    const said = { reason: sanitize(reason, 200), by: sanitize(by, 80), until };
    const group = groups.get(key) ?? { ...said, findings: countOpen([]), found: [] };
    group.found.push(finding);
    groups.set(key, group);
  }
  return [...groups.values()]
    .toSorted((a, b) => b.found.length - a.found.length || compareText(a.reason, b.reason))
    .slice(0, EXCLUSIONS)
    .map(({ found, ...group }) => ({ ...group, findings: countOpen(found) }));
}

/** Of an account whose own contacts get messages by now: the organisation had the beginning, so it gets the end. */
function endsForOrganisation(finding: Finding): boolean {
  return finding.state !== 'open' && finding.notified[ORGANISATION_AUDIENCE]?.state === 'open';
}

function compareLines(a: AccountLine, b: AccountLine): number {
  return (
    Number(a.notNotified === undefined) - Number(b.notNotified === undefined) ||
    b.open.critical - a.open.critical ||
    b.open.high - a.open.high ||
    b.news - a.news ||
    compareText(a.key, b.key)
  );
}
