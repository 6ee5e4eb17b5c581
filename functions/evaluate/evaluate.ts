import pLimit from 'p-limit';
import type { Config } from '../../shared/config/schema.ts';
import { thresholdsOf } from '../../shared/rules/thresholds.ts';
import type { Inventory } from '../../shared/inventory/contract.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Run, Standing } from '../../shared/model/run.ts';
import { vaultReach } from '../../shared/model/vaults.ts';
import { targetId, type Target } from '../../shared/model/target.ts';
import { withReplicasUse } from '../../shared/rules/replicas.ts';
import { accountState } from '../../shared/findings/account-state.ts';
import { closed } from '../../shared/findings/transition.ts';
import { count, cover, emptyStanding } from '../../shared/findings/standing.ts';
import {
  findingName,
  judgeStoredSkc,
  judgeTarget,
  type AccountState,
} from '../../shared/findings/judge-account.ts';

export interface EvaluateDependencies {
  inventory: Inventory;
  config: Config;
}

export interface Evaluated {
  standing: Standing;
  /** Findings written: opened, moved or closed. */
  written: number;
}

const AT_ONCE = 16;
const TRIES = 3;

/** A rival evaluated the same account and wrote its findings meanwhile. */
class Outrun extends Error {}

/**
 * Runs the rules over an account's SKCs and targets; opens, updates and resolves its findings and writes how the
 * account stands. Needs nothing but the table.
 */
export async function evaluate(
  { run, account }: { run: Pick<Run, 'id' | 'now'>; account: AccountKey },
  dependencies: EvaluateDependencies,
): Promise<Evaluated> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await evaluateOnce(run, account, dependencies);
    } catch (error) {
      // Judged again over what the rival wrote; a run that is the same finds nothing left to do.
      if (!(error instanceof Outrun) || attempt === TRIES) throw error;
    }
  }
}

async function evaluateOnce(
  run: Pick<Run, 'id' | 'now'>,
  key: AccountKey,
  { inventory, config }: EvaluateDependencies,
): Promise<Evaluated> {
  const state = await accountState(key, inventory);
  const context = { run, config, thresholds: thresholdsOf(config) };
  const standing = emptyStanding(run);
  const limit = pLimit(AT_ONCE);
  const writes: Promise<void>[] = [];
  let written = 0;
  const write = (finding: Finding) => {
    if (finding === state.findings.get(findingName(finding.subject.id, finding.rule))) return;
    written += 1;
    writes.push(
      limit(async () => {
        if (!(await inventory.writeFinding(finding)))
          throw new Outrun(
            `Another run writes findings of ${key} at the same time; run again when it ended.`,
          );
      }),
    );
  };

  const critical = new Map<string, number>();
  const judge = (skc: StoredSkc) => {
    const { outcomes, findings } = judgeStoredSkc(skc, state, context);
    if (skc.absentAt === undefined) standing.skcs[skc.type] = (standing.skcs[skc.type] ?? 0) + 1;
    for (const { verdict } of outcomes)
      standing.verdicts[verdict === 'not applicable' ? 'notApplicable' : verdict] += 1;
    for (const finding of findings) {
      count(standing, finding);
      write(finding);
    }
    const matters =
      skc.privileged === true ||
      findings.some((each) => each.state === 'open' && each.severity === 'critical');
    const target = targetId({ account: skc.account, location: skc.location, source: skc.type });
    if (matters) critical.set(target, (critical.get(target) ?? 0) + 1);
  };
  for await (const skc of withReplicasUse(inventory.skcs(key))) judge(skc);

  for (const { location, source } of state.account.targets) {
    const target: Target = { account: key, cloud: state.account.cloud, location, source };
    cover(standing, target, state.scans.get(targetId(target)), run, config);
    for (const finding of judgeTarget(target, critical.get(targetId(target)) ?? 0, state, context)) {
      count(standing, finding);
      write(finding);
    }
  }
  standing.vaults = vaultReach(state.account, state.scans.values(), run);
  for (const finding of state.findings.values()) {
    if (finding.subject.kind === 'account') {
      // Nobody tells the contacts of an account that is gone, so nobody else would close what was said of them.
      const after = state.account.status === 'retired' ? closed(finding, run.now, 'deleted') : finding;
      count(standing, after);
      write(after);
    } else if (finding.subject.kind === 'target') write(closedIfUnplanned(finding, state, run));
  }
  const outcomes = await Promise.allSettled(writes);
  const failed = outcomes.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await inventory.recordStanding(key, standing);
  return { standing, written };
}

/** A target that is planned no longer (its region was closed or left out) is nobody's to read. */
function closedIfUnplanned(finding: Finding, { account }: AccountState, run: Pick<Run, 'now'>): Finding {
  const planned = account.targets.some(
    (target) => targetId({ account: account.key, ...target }) === finding.subject.id,
  );
  return planned ? finding : closed(finding, run.now);
}
