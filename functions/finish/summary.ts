import type { Unlisted } from '../../shared/model/unlisted-cloud.ts';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { Audience, NotNotifiedReason, SharedAudience } from '../../shared/model/audience.ts';
import { SEVERITIES, type Severity } from '../../shared/model/finding.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { addUnknown, type Run, type UnknownVerdicts } from '../../shared/model/run.ts';
import type { ShownRefusal } from '../../shared/contacts/refused.ts';
import type { NotDone } from '../../shared/model/not-done.ts';
import type { DamageOfRun } from '../../shared/inventory/damage.ts';
import { addVaultCoverage, type VaultCoverage } from '../../shared/model/vaults.ts';

/** How a run ended, for people and programs: `reports/<run>/summary.json` and `reports/latest.json`. */
export interface RunSummary {
  version: 1;
  run: Pick<Run, 'id' | 'now'>;
  finishedAt: Instant;
  accounts: {
    active: number;
    retired: number;
    /** Left out by the configuration. */
    excluded: number;
    notNotified: { account: AccountKey; why: NotNotifiedReason }[];
  };
  /** Accounts that this run could not plan, evaluate or notify: every attempt of their step failed. */
  unfinished: AccountKey[];
  targets: {
    planned: number;
    complete: number;
    partial: number;
    denied: number;
    failed: number;
    accepted: number;
    /** Targets whose reading role has not been updated for the new release yet. */
    awaiting: number;
    /** Targets whose lists are long: the next run continues them. */
    continued: number;
  };
  vaults: VaultCoverage;
  /** Clouds whose accounts could not be listed, and why: new accounts there are not found. */
  unlisted: Unlisted[];
  /** Accounts that could not be stored, so that nothing in them was read. */
  unplanned: NotDone;
  /** Contacts that SNS or the table refused: how many, and the first of them. */
  refused: { count: number; contacts: ({ audience: Audience } & ShownRefusal)[] };
  /** Damaged items of the table: skipped and left unchanged. */
  damaged: DamageOfRun;
  skcs: number;
  findings: Record<Severity, number>;
  /** What could not be judged, of all accounts. */
  unknown: UnknownVerdicts;
  /** Open findings that an exclusion by tag could not be compared with, because tags were not read. */
  notCompared: number;
  /** `failed`: why its message could not be sent. `filtered`: the policies of all its subscriptions drop it. */
  organisation: { subscriptions: number; digest: string | undefined; failed?: string; filtered?: true };
  /** Shared contacts: confirmed ones, and those that could not be notified, with the reason. */
  shared: { confirmed: number; failed: { audience: Audience; why: string }[] };
}

/** The result of one account's alert. */
export interface AlertedAccount {
  account: AccountKey;
  notNotified?: NotNotifiedReason | undefined;
  contacts: number;
  /** See `Alerted`. */
  shared: readonly { audience: SharedAudience; own: boolean }[];
}

/** Adds up all accounts. An account that was not evaluated in this run counts its targets as failed. */
export function summarise(
  run: Pick<Run, 'id' | 'now'>,
  finishedAt: Instant,
  accounts: readonly ListedAccount[],
  alerted: readonly Pick<AlertedAccount, 'account' | 'notNotified'>[],
  {
    failed,
    ...parts
  }: Pick<RunSummary, 'organisation' | 'shared' | 'unlisted' | 'unplanned' | 'refused' | 'damaged'> & {
    /** Accounts that were not evaluated or notified because a step failed. */
    failed: readonly AccountKey[];
  },
): RunSummary {
  const active = accounts.filter(({ status }) => status === 'active');
  const summary: RunSummary = {
    version: 1,
    run: { id: run.id, now: run.now },
    finishedAt,
    accounts: {
      active: active.length,
      retired: accounts.filter(({ status }) => status === 'retired').length,
      excluded: accounts.filter(({ status }) => status === 'excluded').length,
      notNotified: alerted.flatMap(({ account, notNotified }) =>
        notNotified === undefined ? [] : [{ account, why: notNotified }],
      ),
    },
    unfinished: [
      ...new Set([
        ...parts.unplanned.accounts.map(({ account }) => account),
        ...unfinishedOf(run, active, alerted, failed),
      ]),
    ],
    targets: {
      planned: 0,
      complete: 0,
      partial: 0,
      denied: 0,
      failed: 0,
      accepted: 0,
      awaiting: 0,
      continued: 0,
    },
    vaults: { planned: 0, unreachable: 0 },
    skcs: 0,
    findings: { low: 0, medium: 0, high: 0, critical: 0 },
    unknown: { skcs: 0, byRule: {} },
    notCompared: 0,
    ...parts,
  };
  for (const account of active) add(summary, account);
  return summary;
}

function unfinishedOf(
  run: Pick<Run, 'id'>,
  active: readonly ListedAccount[],
  alerted: readonly Pick<AlertedAccount, 'account'>[],
  failed: readonly AccountKey[],
): AccountKey[] {
  const done = new Set(alerted.map(({ account }) => account));
  for (const account of failed) done.delete(account);
  return active
    .filter(({ key, standing }) => standing?.runId !== run.id || !done.has(key))
    .map(({ key }) => key);
}

function add(summary: RunSummary, { standing, targetCount }: ListedAccount): void {
  if (standing === undefined || standing.runId !== summary.run.id) {
    summary.targets.planned += targetCount;
    summary.targets.failed += targetCount;
    return;
  }
  for (const [outcome, count] of Object.entries(standing.coverage))
    if (isOutcome(outcome, summary.targets)) summary.targets[outcome] += count;
  summary.vaults = addVaultCoverage(summary.vaults, standing.vaults);
  summary.skcs += Object.values(standing.skcs).reduce((sum, count) => sum + count, 0);
  for (const severity of SEVERITIES) summary.findings[severity] += standing.findings[severity];
  summary.notCompared += standing.notCompared ?? 0;
  if (standing.unknown !== undefined) summary.unknown = addUnknown(summary.unknown, standing.unknown);
}

function isOutcome(name: string, targets: RunSummary['targets']): name is keyof RunSummary['targets'] {
  return name in targets;
}
