import { composeDigest } from '../../shared/messages/kinds/digest/digest.ts';
import type { Ledger } from '../../shared/messages/contract.ts';
import { deliver, type Delivered } from '../../shared/messages/publish.ts';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { UntoldReason } from '../../shared/model/digest.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import { accountState } from '../../shared/findings/account-state.ts';
import { updateAccountFindings } from '../../shared/findings/update.ts';
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
  await updateAccountFindings(
    { run, account: key, subscriptions: { contacts: contacts.length, reach: topic } },
    dependencies,
  );

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
