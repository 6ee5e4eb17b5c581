import pLimit from 'p-limit';
import { alertOrganisation, type OrganisationAlerted } from '../../functions/alert/alert-organisation.ts';
import { failedAccounts } from '../../functions/alert/failed-accounts.ts';
import { alertShared, type SharedResult } from '../../functions/alert/alert-shared.ts';
import { alert, type AlertDependencies, type Alerted } from '../../functions/alert/alert.ts';
import { beginRun } from '../../functions/begin/begin-run.ts';
import type { Collected } from '../../functions/collect/collect.ts';
import type { Collector } from '../../functions/collect/collector.ts';
import { evaluate, type EvaluateDependencies } from '../../functions/evaluate/evaluate.ts';
import { AccountsNotFound } from '../../functions/plan/accounts.ts';
import { NotThere, type Asked } from '../../functions/plan/asked.ts';
import { plan, type Plan } from '../../functions/plan/plan.ts';
import type { MessageLog } from '../../shared/messages/contract.ts';
import type { CloudFinder } from '../../shared/readers/contract.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { Inventory } from '../../shared/inventory/contract.ts';
import { OutdatedRun } from '../../shared/inventory/outdated-run.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { ChangeCounts } from '../../shared/model/change.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Target } from '../../shared/model/target.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../screen/progress.ts';

/** A cloud of a local run: finds the targets and reads them. */
export type RunCloud = CloudFinder & Collector;

export interface PipelineDependencies {
  inventory: Inventory;
  messageLog: MessageLog;
  config: Config;
  clouds: readonly RunCloud[];
  /** Accounts and regions that the command line names: they must be there. */
  asked?: Asked | undefined;
  /** Where alerts are published; undefined: no contact is notified. Waiting is real time unless it is given. */
  alerts:
    | (Pick<AlertDependencies, 'sns' | 'home' | 'leaseSeconds' | 'realClock'> &
        Partial<Pick<AlertDependencies, 'sleep'>>)
    | undefined;
  /** Kinds of subject with their rules; by default all of this version. */
  subjects?: EvaluateDependencies['subjects'];
  progress: Progress;
}

export interface PipelineResult {
  run: Run;
  resumed: boolean;
  targets: number;
  /** Clouds whose accounts could not be listed. */
  problems: Plan['problems'];
  changes: ChangeCounts;
  verifications: number;
  /** Targets for which no scan could be written, and why. They count as failed. */
  failures: { target: Target; error: unknown }[];
  /** Accounts whose step failed, and why. They stop no other account. */
  unfinished: { account: AccountKey; step: 'plan' | 'evaluate' | 'alert'; error: unknown }[];
  alerted: Alerted[];
  /** Addresses that several accounts name. */
  shared: Pick<SharedResult<Alerted>, 'audiences' | 'failures'>;
  organisation: OrganisationAlerted | undefined;
  /** Why the organisation's message could not be sent. */
  organisationError?: unknown;
  timings: { step: string; seconds: number }[];
}

/** Targets read concurrently; most of the time is spent waiting for responses. */
const TARGETS_AT_ONCE = 6;

/**
 * Runs the whole pipeline on one machine: the same steps in the same order as the deployed workflow.
 * @param now The run's fixed clock; an unfinished run is resumed with its own.
 * @throws {OutdatedRun} if a newer run starts meanwhile; that one does what is left.
 * @throws {ClockBehind} if the last run's clock is later.
 */
export async function runPipeline(now: Instant, dependencies: PipelineDependencies): Promise<PipelineResult> {
  const { inventory, progress } = dependencies;
  const timings: PipelineResult['timings'] = [];
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      timings.push({ step, seconds: (performance.now() - start) / 1000 });
    }
  };

  const { run, resumed } = await beginRun(now, inventory);
  progress.update('finding accounts');
  const planned = await timed('plan', () => planOrEnd(run, dependencies));
  const collected = await timed('collect', () => collectAll(run, planned.targets, dependencies));
  const accounts = planned.accounts.map((account) => account.key);
  const unfinished: PipelineResult['unfinished'] = planned.failed.map((each) => ({ ...each, step: 'plan' }));
  await timed('evaluate', async () => {
    for (const [index, account] of accounts.entries()) {
      progress.update(`evaluating account ${index + 1} of ${accounts.length}`);
      try {
        await evaluate({ run, account }, dependencies);
      } catch (error) {
        refuseIfOutdated(error);
        unfinished.push({ account, step: 'evaluate', error });
      }
    }
  });
  // As in the deployed workflow, an account that could not be judged is left to the organisation's message.
  const unjudged = new Set(unfinished.map(({ account }) => account));
  const notified = await timed('alert', () =>
    alertAll(
      run,
      planned.accounts
        .filter(({ key, status }) => status === 'active' && !unjudged.has(key))
        .map(({ key }) => key),
      new Set([...accounts, ...unjudged]),
      unfinished,
      dependencies,
    ),
  );
  await inventory.finishRun({ ...run, finishedAt: run.now });
  return {
    run,
    resumed,
    targets: planned.targets.length,
    problems: planned.problems,
    unfinished,
    ...collected,
    ...notified,
    timings,
  };
}

/** One account's error stops no other; that a newer run has started ends this one. */
function refuseIfOutdated(error: unknown): void {
  if (error instanceof OutdatedRun) throw error;
}

/** If no account was found, there is nothing to resume. */
async function planOrEnd(run: Run, dependencies: PipelineDependencies): Promise<Plan> {
  try {
    return await plan(run, dependencies);
  } catch (error) {
    if (error instanceof AccountsNotFound || error instanceof NotThere)
      await dependencies.inventory.finishRun({ ...run, finishedAt: run.now });
    throw error;
  }
}

async function collectAll(
  run: Run,
  targets: readonly Target[],
  { inventory, clouds, config, progress }: PipelineDependencies,
): Promise<Pick<PipelineResult, 'changes' | 'verifications' | 'failures'>> {
  const limit = pLimit(TARGETS_AT_ONCE);
  const ruleSettings = config.thresholds;
  const changes: PipelineResult['changes'] = {};
  let verifications = 0;
  let done = 0;
  let skcs = 0;
  const add = (collected: Collected) => {
    verifications += collected.verifications;
    skcs += collected.scan.count;
    done += 1;
    for (const [kind, count] of Object.entries(collected.changes))
      changes[kind] = (changes[kind] ?? 0) + count;
    progress.update(`reading: ${done} of ${targets.length} targets, ${skcs} SKCs`);
  };
  const failures: PipelineResult['failures'] = [];
  await Promise.all(
    targets.map((target) =>
      limit(async () => {
        try {
          add(
            await cloudOf(target, clouds).collect(
              { run, target },
              { inventory, ruleSettings, tags: config, graceDays: config.upgradeGraceDays },
            ),
          );
        } catch (error) {
          refuseIfOutdated(error);
          // A failing target does not stop the others. Without a scan it counts as failed; the caller reports it.
          failures.push({ target, error });
        }
      }),
    ),
  );
  return { changes, verifications, failures };
}

function cloudOf(target: Target, clouds: readonly RunCloud[]): RunCloud {
  const cloud = clouds.find((each) => each.cloud === target.cloud);
  if (cloud === undefined)
    throw new Error(`This run does not read ${target.cloud}, but ${target.account} is planned.`);
  return cloud;
}

async function alertAll(
  run: Run,
  accounts: readonly AccountKey[],
  planned: ReadonlySet<AccountKey>,
  unfinished: PipelineResult['unfinished'],
  dependencies: PipelineDependencies,
): Promise<Pick<PipelineResult, 'alerted' | 'shared' | 'organisation' | 'organisationError'>> {
  const { alerts, progress } = dependencies;
  if (alerts === undefined)
    return { alerted: [], shared: { audiences: [], failures: [] }, organisation: undefined };
  const publishing = { ...dependencies, sleep: (milliseconds: number) => sleep(milliseconds), ...alerts };
  const each: Alerted[] = [];
  for (const [index, account] of accounts.entries()) {
    progress.update(`notifying contacts: account ${index + 1} of ${accounts.length}`);
    try {
      each.push(await alert({ run, account }, publishing));
    } catch (error) {
      refuseIfOutdated(error);
      unfinished.push({ account, step: 'alert', error });
    }
  }
  const { alerted, ...shared } = await alertShared({ run, alerted: each }, publishing);
  const left = failedAccounts(
    run,
    (await dependencies.inventory.accounts()).filter(({ key }) => planned.has(key)),
    each,
  );
  try {
    const organisation = await alertOrganisation({ run, alerted: [...alerted, ...left] }, publishing);
    return { alerted, shared, organisation };
  } catch (organisationError) {
    refuseIfOutdated(organisationError);
    return { alerted, shared, organisation: undefined, organisationError };
  }
}
