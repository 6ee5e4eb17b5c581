import { composeDigest } from '../../shared/messages/kinds/digest/digest.ts';
import type { MessageLog } from '../../shared/messages/contract.ts';
import { deliverDigest, type DeliveredDigest } from '../../shared/messages/kinds/digest/deliver.ts';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import type { AlertInventory, SeveralAccountsInventory } from './table.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { NotNotifiedReason, SharedAudience } from '../../shared/model/audience.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import { accountState } from '../../shared/findings/account-state.ts';
import { refuseUnlessNewest } from '../../shared/inventory/outdated-run.ts';
import { updateAccountFindings } from '../../shared/findings/update.ts';
import type { Refused } from '../../shared/contacts/refused.ts';
import { ensureSubscriptions, type SubscriptionDependencies } from '../../shared/contacts/subscriptions.ts';
import { filterPolicies } from '../../shared/contacts/filter-policies.ts';
import { timeZonesOf } from '../../shared/contacts/time-zones.ts';
import { channels } from '../../shared/messages/channels/registry.ts';

export interface AlertDependencies extends SubscriptionDependencies {
  inventory: AlertInventory;
  messageLog: MessageLog;
  /** The real clock, since leases are shared between processes. */
  realClock: () => Instant;
  /** How long one process may hold a digest while publishing it. */
  leaseSeconds: number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** What messages over several accounts take. */
export interface SeveralAccountsDependencies extends AlertDependencies {
  inventory: SeveralAccountsInventory;
}

/** The dependencies of delivering a message, as `deliverDigest` takes them. */
export function deliveryDependencies({
  inventory,
  messageLog: log,
  sns,
  realClock,
  leaseSeconds,
  sleep,
}: AlertDependencies) {
  return { readSkc: inventory.skc, log, sns, realClock, leaseSeconds, sleep };
}

export interface Alerted {
  account: AccountKey;
  /** Addresses of confirmed subscriptions. */
  to: string[];
  /** Why its own contacts could not be notified. */
  notNotified: NotNotifiedReason | undefined;
  /** How many contacts it has. */
  contacts: number;
  /** Its contacts that are shared with other accounts; `own` are subscribed to the account's own topics. */
  shared: { audience: SharedAudience; own: boolean }[];
  delivered: DeliveredDigest | undefined;
  /** Addresses that SNS did not subscribe or unsubscribe, and why. */
  refused: Refused[];
}

/**
 * Notifies an account's contacts of findings that are new, more severe, over or at their next step: at most one message
 * a run. If the account has no confirmed subscription, its news is in the organisation's message.
 *
 * A contact that several accounts name is left to `alertShared`, unless it is subscribed to this account's topics. If
 * no other contact has confirmed, `alertShared` also evaluates the account rules, since it subscribes the contact.
 * One topic or contact that is refused stops no other; if no other has confirmed, the account is not notified.
 * @throws {OutdatedRun} if a newer run has started: nobody is subscribed or notified.
 * @throws {TopicFailed} if it is not known whether a contact has confirmed.
 */
export async function alert(
  { run, account: key }: { run: Pick<Run, 'id' | 'now'>; account: AccountKey },
  dependencies: AlertDependencies,
): Promise<Alerted> {
  const { inventory, config } = dependencies;
  await refuseUnlessNewest(run, inventory);
  const sharedAudiences = new Set((await inventory.sharedAddresses()).map(({ audience }) => audience));
  const { contacts, confirmed, pending, arns, topics, shared, refused, failed } = await ensureSubscriptions(
    key,
    run.now,
    channels,
    dependencies,
    sharedAudiences,
  );
  refuseIfUnknown(confirmed, failed);
  const alerted = { account: key, to: confirmed, contacts: contacts.length, shared, refused };
  const isJudgedLater = confirmed.length === 0 && shared.some(({ own }) => !own);
  if (!isJudgedLater)
    await updateAccountFindings(
      { run, account: key, subscriptions: { contacts: contacts.length, topic: { confirmed, pending } } },
      dependencies,
    );

  if (confirmed.length === 0) {
    const notNotified = contacts.length === 0 ? 'no contact' : 'no confirmed subscription';
    return { ...alerted, notNotified, delivered: undefined };
  }
  const delivered = await deliverDigest({
    ...deliveryDependencies(dependencies),
    audience: key,
    topics,
    letsThrough: filterPolicies(dependencies.sns, arns),
    run,
    compose: async (since) => {
      const { account, findings, scans } = await accountState(key, inventory);
      return composeDigest({
        account,
        run,
        findings: [...findings.values()],
        scans: [...scans.values()],
        contacts,
        timeZones: timeZonesOf(contacts, config),
        operators: config.contacts.organisation,
        first: since === undefined,
        link: config.alerts.link,
        accepted: (target) => acceptedReason(config, target),
      });
    },
  });
  return { ...alerted, notNotified: delivered.filtered ? 'filtered' : undefined, delivered };
}

/**
 * Where no subscription is known to be confirmed, that there is none must not be said if a topic could not be read.
 * @throws the first of the failures then.
 */
export function refuseIfUnknown(confirmed: readonly string[], [failure]: readonly Error[]): void {
  if (confirmed.length === 0 && failure !== undefined) throw failure;
}
