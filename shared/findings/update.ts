import type { Config } from '../config/schema.ts';
import { canonical } from '../inventory/diff.ts';
import type { InventorySlice } from '../inventory/contract.ts';
import { damageInSummary } from '../inventory/damage.ts';
import { OutdatedRun, refuseOutdated, refuseUnlessNewest } from '../inventory/outdated-run.ts';
import { againstRivals } from '../inventory/rivals.ts';
import type { AccountKey } from '../model/account.ts';
import type { Finding } from '../model/finding.ts';
import type { Run, AccountSummary } from '../model/run.ts';
import { vaultCoverage } from '../model/vaults.ts';
import { findingWriter, type FindingInventory } from './finding-writer.ts';
import { accountState, findingName, type AccountState } from './account-state.ts';
import type { RelatedLoader } from './related/contract.ts';
import { loadRelated, type RelatedTo } from './related/load.ts';
import { LOADERS } from './related/registry.ts';
import { reviewOf } from './review.ts';
import { count, recounted } from './account-summary.ts';
import { accountSubject, type AccountSubject } from './subjects/account.ts';
import { needsOf, type Review, type SubjectDefinition } from './subjects/contract.ts';
import { SUBJECTS } from './subjects/registry.ts';
import { closed } from './transition.ts';

export interface UpdateInput {
  run: Pick<Run, 'id' | 'now'>;
  account: AccountKey;
}

/** Judging the account itself needs nothing that is stored of its SKCs. */
export interface AccountUpdateDependencies {
  inventory: InventorySlice<'account' | 'findings' | 'scans' | 'writeFinding' | 'recordSummary'>;
  config: Config;
  /** Judges the account itself; by default with the rules of this version. */
  subject?: AccountSubject;
}

export interface UpdateDependencies extends AccountUpdateDependencies {
  inventory: AccountUpdateDependencies['inventory'] &
    InventorySlice<'lastRun' | 'marks' | 'skcs' | 'writeFirstFindings'>;
  /** Kinds of subject that this version knows. */
  subjects?: readonly SubjectDefinition[];
  /** What loads what their rules need beside the SKC. */
  loaders?: readonly RelatedLoader[];
}

export interface Updated {
  summary: AccountSummary;
  /** Findings written: opened, changed or closed. */
  written: number;
}

const ATTEMPTS = 3;

/**
 * Evaluates all subjects of an account: opens, updates and closes its findings and records the account's summary. The
 * findings of the account itself are unchanged, since they need its subscriptions.
 * @throws {Outrun} if other runs keep writing the same findings.
 * @throws {OutdatedRun} if a newer run has started, or evaluated the account.
 */
export async function updateFindings(input: UpdateInput, dependencies: UpdateDependencies): Promise<Updated> {
  const { inventory, config, subjects = SUBJECTS, loaders = LOADERS } = dependencies;
  await refuseUnlessNewest(input.run, inventory);
  return againstRivals(ATTEMPTS, async () => {
    const state = await readState(input, inventory);
    const related = await loadRelated(input.account, needsOf(subjects), inventory, loaders);
    const review = await reviewOf(state, input, { config, subjects, related, note: inventory.note });
    const written = await judge(
      review,
      subjects.map((subject) => [subject, subject.findings(review, inventory)]),
      inventory,
    );
    review.summary.vaults = vaultCoverage(state.account, state.scans.values(), input.run);
    Object.assign(review.summary, damageInSummary(inventory, input.account));
    await recordSummary(input, review.summary, inventory);
    inventory.forget(input.account);
    return { summary: review.summary, written };
  });
}

/**
 * Judges the account itself alone, once its subscriptions are known, and counts its findings again.
 * @throws {Outrun} when other runs keep writing the same findings.
 * @throws {OutdatedRun} if a newer run has evaluated the account.
 */
export async function updateAccountFindings(
  input: UpdateInput & { subscriptions: NonNullable<Review['subscriptions']> },
  { inventory, config, subject = accountSubject }: AccountUpdateDependencies,
): Promise<void> {
  await againstRivals(ATTEMPTS, async () => {
    const state = await readState(input, inventory);
    const review = await reviewOf(state, input, {
      config,
      subjects: SUBJECTS,
      related: NOTHING_RELATED,
      note: inventory.note,
    });
    const after = new Map(state.findings);
    await judge(review, [[subject, subject.findings(review)]], inventory, (finding) =>
      after.set(nameOf(finding), finding),
    );
    const { standing: summary } = state.account;
    if (summary === undefined) return;
    const counted = {
      ...recounted(summary, after.values(), review.isKnown),
      ...damageInSummary(inventory, input.account, summary),
    };
    if (canonical(counted) !== canonical(summary)) await recordSummary(input, counted, inventory);
    inventory.forget(input.account);
  });
}

/** Rules over an account ask for nothing beside it. */
const NOTHING_RELATED: RelatedTo = () => ({});

/** @throws {OutdatedRun} if a newer run has evaluated the account. */
async function readState(
  { run, account }: UpdateInput,
  inventory: AccountUpdateDependencies['inventory'],
): Promise<AccountState> {
  const state = await accountState(account, inventory);
  const { standing } = state.account;
  if (standing !== undefined) refuseOutdated(run, { id: standing.runId, now: standing.observedAt });
  return state;
}

/** @throws {OutdatedRun} if a newer run has evaluated the account since it was read. */
async function recordSummary(
  { run, account }: UpdateInput,
  summary: AccountSummary,
  inventory: AccountUpdateDependencies['inventory'],
): Promise<void> {
  if (await inventory.recordSummary(account, summary)) return;
  const newer = (await inventory.account(account))?.standing?.observedAt;
  throw new OutdatedRun(run.now, newer ?? run.now);
}

/**
 * Takes the judged findings of each kind of subject, one kind after the other, and writes those that changed.
 * @param judged Is given each finding as it is after the judgement.
 * @returns how many were written.
 * @throws {Outrun} when another run wrote one of them meanwhile.
 * @throws {OutdatedRun} when that run is a newer one.
 */
async function judge(
  review: Review,
  subjects: readonly (readonly [SubjectDefinition, AsyncIterable<Finding>])[],
  inventory: FindingInventory,
  judged: (finding: Finding) => void = () => undefined,
): Promise<number> {
  const writer = findingWriter(review, inventory);
  const seen = new Set<string>();
  const settle = (finding: Finding) => {
    const name = nameOf(finding);
    seen.add(name);
    count(review.summary, finding);
    judged(finding);
    const before = review.findings.get(name);
    if (finding !== before) writer.write(finding, before);
  };
  for (const [, findings] of subjects)
    for await (const finding of findings) {
      settle(finding);
      await writer.room();
    }
  for (const finding of review.findings.values()) {
    if (!review.isKnown(finding)) count(review.summary, finding, false);
    else if (!seen.has(nameOf(finding))) {
      const [subject] = subjects.find(([{ kind }]) => kind === finding.subject.kind) ?? [];
      const end = subject?.orphaned(finding, review);
      settle(end === undefined ? finding : closed(finding, review.run.now, end));
    }
  }
  return writer.end();
}

function nameOf({ subject, rule }: Finding): string {
  return findingName(subject.id, rule);
}
