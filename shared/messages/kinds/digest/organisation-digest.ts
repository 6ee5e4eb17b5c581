import type { InventoriedAccount } from '../../../inventory/contract.ts';
import type { Contact } from '../../../model/contact.ts';
import type { AccountLine, Coverage, UntoldReason } from '../../../model/digest.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Run } from '../../../model/run.ts';
import type { Scan, Target } from '../../../model/target.ts';
import { compose, countOpen } from './compose.ts';
import type { Composed } from '../../contract.ts';
import { addReach } from '../../../model/vaults.ts';
import { coverageOf } from './coverage.ts';
import { accountRef, namesOf, sift } from './digest.ts';
import type { News } from './news.ts';
import { compareText } from './order.ts';

/** One account, as the organisation's digest looks at it. */
export interface OverseenAccount {
  account: InventoriedAccount;
  findings: readonly Finding[];
  scans: readonly Scan[];
  /** Why its own contacts are not told; absent where they are. */
  untold?: UntoldReason | undefined;
}

export interface OrganisationDigestInput {
  run: Pick<Run, 'id' | 'now'>;
  accounts: readonly OverseenAccount[];
  /** Those of the organisation topic. */
  contacts: readonly Contact[];
  first: boolean;
  link?: string | undefined;
  accepted?: ((target: Target) => string | undefined) | undefined;
}

const ACCOUNT_LINES = 100;
const CAUSES = 25;

/**
 * The one message of a run to the organisation: all news of the accounts that nobody else hears of, the findings of
 * accounts as such, and what was read of all. Nothing when there is no news.
 */
export function composeOrganisationDigest(input: OrganisationDigestInput): Composed | undefined {
  const news: News[] = [];
  const silent: Finding[] = [];
  const lines: AccountLine[] = [];
  const coverage: Coverage = { planned: 0, complete: 0, unread: [] };
  for (const overseen of input.accounts) {
    const { account, untold } = overseen;
    const concerned = overseen.findings.filter(
      (finding) => untold !== undefined || finding.subject.kind === 'account' || endsForOrganisation(finding),
    );
    const sifted = sift(concerned, 'organisation');
    news.push(...sifted.news);
    silent.push(...sifted.silent);
    const read = coverageOf(account, overseen.scans, input.run, input.accepted ?? (() => undefined));
    coverage.planned += read.planned;
    coverage.complete += read.complete;
    if (read.vaults !== undefined)
      coverage.vaults = addReach(coverage.vaults ?? { planned: 0, unreachable: 0 }, read.vaults);
    coverage.unread.push(...read.unread);
    if (untold === undefined && read.unread.length === 0) continue;
    lines.push({
      ...accountRef(account),
      ...(untold === undefined ? {} : { untold }),
      open: countOpen(overseen.findings.filter((finding) => finding.excluded === undefined)),
      news: sifted.news.length,
      targets: read.planned,
      complete: read.complete,
    });
  }
  if (news.length === 0) return undefined;
  coverage.unread = coverage.unread
    .toSorted(
      (a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined) || b.targets - a.targets,
    )
    .slice(0, CAUSES);
  const standing = new Map(input.accounts.map(({ account }) => [account.key, account.standing]));
  return compose({
    audience: 'organisation',
    first: input.first,
    run: input.run,
    news,
    silent,
    population: (account, type) => standing.get(account)?.skcs[type],
    frame: {
      contacts: namesOf(input.contacts),
      ...(input.link === undefined ? {} : { link: input.link }),
      coverage,
      accounts: lines.toSorted(compareLines).slice(0, ACCOUNT_LINES),
      accountsOmitted: Math.max(0, lines.length - ACCOUNT_LINES),
      accountsTotal: input.accounts.length,
    },
  });
}

/** Of an account that hears for itself by now: the organisation was told the beginning, so it is told the end. */
function endsForOrganisation(finding: Finding): boolean {
  return finding.state !== 'open' && finding.notified.organisation?.state === 'open';
}

function compareLines(a: AccountLine, b: AccountLine): number {
  return (
    Number(a.untold === undefined) - Number(b.untold === undefined) ||
    b.open.critical - a.open.critical ||
    b.open.high - a.open.high ||
    b.news - a.news ||
    compareText(a.key, b.key)
  );
}
