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
import type { Instant } from '../../../model/instant.ts';
import type { Run } from '../../../model/run.ts';
import type { Scan, Target } from '../../../model/target.ts';
import { addVaultCoverage } from '../../../model/vaults.ts';
import { compose, countOpen, type ComposedDigest } from './compose.ts';
import type { AccountLine, Coverage, Digest } from './content.ts';
import { addAwaiting, coverageOf } from './coverage.ts';
import { accountRef, namesOf, notComparedIn } from './digest.ts';
import { sift, type News } from './news.ts';
import { compareText } from './order.ts';

/** One account, in a digest about several. */
export interface AccountInDigest {
  account: InventoriedAccount;
  findings: readonly Finding[];
  scans: readonly Scan[];
  /** Why its own contacts get no message; absent where they do. */
  notNotified?: NotNotifiedReason | undefined;
}

interface AccountsDigestInput {
  run: Pick<Run, 'id' | 'now'>;
  accounts: readonly AccountInDigest[];
  /** Those of the audience. */
  contacts: readonly Contact[];
  first: boolean;
  /** The `now` of the run whose digest the audience was sent last. */
  since?: Instant | undefined;
  link?: string | undefined;
  accepted?: ((target: Target) => string | undefined) | undefined;
}

const ACCOUNT_LINES = 100;
const CAUSES = 25;

/**
 * The organisation's digest of a run: all news of the accounts whose own contacts get no message, the findings of
 * accounts as such, and what was read of all. Nothing when there is no news.
 */
export function composeOrganisationDigest(input: AccountsDigestInput): ComposedDigest | undefined {
  return composeOver(ORGANISATION_AUDIENCE, input, {
    concerns: ({ notNotified }, finding) =>
      notNotified !== undefined || finding.subject.kind === 'account' || endsForOrganisation(finding),
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
  return composeOver(audience, input, { concerns: () => true, lists: () => true, leftOut: [] });
}

function composeOver(
  audience: Audience,
  input: AccountsDigestInput,
  {
    concerns,
    lists,
    leftOut,
  }: {
    concerns: (account: AccountInDigest, finding: Finding) => boolean;
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
    coverage.unread.push(...read.unread);
    if (!lists(each, read)) continue;
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
  if (news.length === 0 && leftOut.length === 0 && failed.length === 0) return undefined;
  coverage.unread = coverage.unread
    .toSorted(
      (a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined) || b.targets - a.targets,
    )
    .slice(0, CAUSES);
  const standing = new Map(input.accounts.map(({ account }) => [account.key, account.standing]));
  return compose({
    audience,
    first: input.first,
    run: input.run,
    news,
    silent,
    fromNewerVersion,
    population: (account, type) => standing.get(account)?.skcs[type],
    beside: [
      ...leftOut.map(({ key }) => `${key} left out`),
      ...failed.map(({ account, notNotified }) => `${account.key} ${notNotified}`),
    ],
    frame: {
      contacts: namesOf(input.contacts),
      ...(input.link === undefined ? {} : { link: input.link }),
      ...notComparedIn(input.accounts.map(({ account }) => account)),
      coverage,
      accounts: lines.toSorted(compareLines).slice(0, ACCOUNT_LINES),
      accountsOmitted: Math.max(0, lines.length - ACCOUNT_LINES),
      accountsTotal: input.accounts.filter(({ account }) => account.status === 'active').length,
      ...(leftOut.length === 0 ? {} : { leftOut }),
    },
  });
}

/** The accounts that the configuration leaves out since the organisation's last digest: each is said once. */
function leftOutSince({ run, since, accounts }: AccountsDigestInput): NonNullable<Digest['leftOut']> {
  return accounts
    .filter(({ account: { status, excludedAt } }) =>
      status !== 'excluded' || excludedAt === undefined
        ? false
        : since === undefined
          ? excludedAt === run.now
          : excludedAt > since,
    )
    .map(({ account, findings }) => ({
      ...accountRef(account),
      closed: findings.filter(({ state, closedAt = '' }) => state === 'excluded' && closedAt > (since ?? ''))
        .length,
    }));
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
