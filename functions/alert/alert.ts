import { composeDigest } from '../../shared/messages/kinds/digest/digest.ts';
import type { Ledger } from '../../shared/messages/contract.ts';
import { deliver, type Delivered } from '../../shared/messages/publish.ts';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import { thresholdsOf } from '../../shared/rules/thresholds.ts';
import { exclusionFor } from '../../shared/config/exclusion-for.ts';
import { canonical } from '../../shared/inventory/diff.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { UntoldReason } from '../../shared/model/digest.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import type { ReachedAccount } from '../../shared/rules/contract.ts';
import { ACCOUNT_RULES } from '../../shared/rules/registry.ts';
import { accountState } from '../../shared/findings/account-state.ts';
import { nextFinding } from '../../shared/findings/transition.ts';
import { recounted } from '../../shared/findings/standing.ts';
import { findingName } from '../../shared/findings/judge-account.ts';
import { ensureReach, type ReachDependencies, type Refused } from '../../shared/contacts/subscriptions.ts';

export interface AlertDependencies extends ReachDependencies {
  ledger: Ledger;
  /** The clock on the wall: leases are between processes. */
  realClock: () => Instant;
  /** How long one process may hold a digest that it is publishing. */
  leaseSeconds: number;
  sleep: (milliseconds: number) => Promise<void>;
}

export interface Alerted {
  account: AccountKey;
  /** Addresses of confirmed subscriptions. */
  to: string[];
  /** Why its own contacts could not be told. */
  untold: UntoldReason | undefined;
  delivered: Delivered | undefined;
  /** Addresses that SNS did not take, or did not let go of, and why. */
  refused: Refused[];
}

/**
 * Tells an account's contacts what is new, worse, over or on its next rung: at most one message a run. An account
 * without a confirmed subscription is not told; the organisation's message then carries its news.
 */
export async function alert(
  { run, account: key }: { run: Pick<Run, 'id' | 'now'>; account: AccountKey },
  dependencies: AlertDependencies,
): Promise<Alerted> {
  const { inventory, config, ledger, sns } = dependencies;
  const { contacts, topic, refused } = await ensureReach(key, run.now, dependencies);
  await judgeReach(key, { contacts: contacts.length, reach: topic }, run, dependencies);

  const to = topic?.confirmed ?? [];
  if (topic === undefined || to.length === 0) {
    const untold = contacts.length === 0 ? 'no contact' : 'no confirmed subscription';
    return { account: key, to: [], untold, delivered: undefined, refused };
  }
  const delivered = await deliver({
    ledger,
    sns,
    audience: key,
    topicArn: topic.topicArn,
    realClock: dependencies.realClock,
    leaseSeconds: dependencies.leaseSeconds,
    sleep: dependencies.sleep,
    compose: async (first) => {
      const { account, findings, scans } = await accountState(key, inventory);
      return composeDigest({
        account,
        run,
        findings: [...findings.values()],
        scans: [...scans.values()],
        contacts,
        first,
        link: config.alerts.link,
        accepted: (target) => acceptedReason(config, target),
      });
    },
  });
  return { account: key, to, untold: undefined, delivered, refused };
}

const TRIES = 3;

/** The rules over an account are judged here, since who would hear of it is known only here. */
async function judgeReach(
  key: AccountKey,
  reach: Pick<ReachedAccount, 'contacts' | 'reach'>,
  run: Pick<Run, 'now'>,
  dependencies: AlertDependencies,
): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt++)
    // Judged again over what a rival wrote; one of the same run leaves nothing to do.
    if (await judgedOnce(key, reach, run, dependencies)) return;
  throw new Error(`Another run keeps writing the findings of ${key}; run again when it ended.`);
}

/** False when a rival was faster. */
async function judgedOnce(
  key: AccountKey,
  reach: Pick<ReachedAccount, 'contacts' | 'reach'>,
  run: Pick<Run, 'now'>,
  { inventory, config }: AlertDependencies,
): Promise<boolean> {
  const { account, findings } = await accountState(key, inventory);
  const { name, standing } = account;
  const context = { now: run.now, thresholds: thresholdsOf(config) };
  const judged = new Map(findings);
  for (const rule of ACCOUNT_RULES) {
    const outcome = rule.judge({ account, ...reach }, context);
    const before = findings.get(findingName(key, rule.id));
    const after = nextFinding(before, {
      account: key,
      subject: { kind: 'account', id: key, name },
      rule: rule.id,
      judged:
        outcome.verdict === 'fails'
          ? { is: 'failing', fails: outcome, stale: false }
          : { is: outcome.verdict === 'unknown' ? 'unread' : 'over' },
      now: run.now,
      lastSeenAt: undefined,
      exclusion: exclusionFor(config, { account: key, name }, {}, rule.id, run.now),
    });
    if (after === undefined || after === before) continue;
    if (!(await inventory.writeFinding(after))) return false;
    judged.set(findingName(key, rule.id), after);
  }
  if (standing === undefined) return true;
  // What evaluate counted did not hold these yet.
  const counted = recounted(standing, judged.values());
  if (canonical(counted) !== canonical(standing)) await inventory.recordStanding(key, counted);
  return true;
}
