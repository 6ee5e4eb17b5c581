import pLimit from 'p-limit';
import {
  composeOrganisationDigest,
  concernsOrganisation,
  type AccountInDigest,
} from '../../shared/messages/kinds/digest/accounts-digest.ts';
import { deliverDigest, type DeliveredDigest } from '../../shared/messages/kinds/digest/deliver.ts';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Run } from '../../shared/model/run.ts';
import type { AlertedAccount } from '../finish/summary.ts';
import { isPlanned } from '../plan/is-planned.ts';
import { readableState } from './readable-state.ts';
import { deliveryDependencies, refuseIfUnknown, type SeveralAccountsDependencies } from './alert.ts';
import { filterPolicies } from '../../shared/contacts/filter-policies.ts';
import { timeZonesOf } from '../../shared/contacts/time-zones.ts';
import { channels } from '../../shared/messages/channels/registry.ts';
import type { Refused } from '../../shared/contacts/refused.ts';
import { ensureSubscriptions } from '../../shared/contacts/subscriptions.ts';

export interface OrganisationAlerted {
  to: string[];
  delivered: DeliveredDigest | undefined;
  /** Addresses that SNS did not subscribe or unsubscribe, and why. */
  refused: Refused[];
}

/** Reading thousands of accounts in sequence would take minutes of the function's fifteen. */
const ACCOUNTS_AT_ONCE = 16;

/**
 * Sends the organisation's message of a run: one message with the news of every account whose own contacts were not
 * notified. Without a confirmed subscription none is sent, which the caller reports.
 */
export async function alertOrganisation(
  { run, alerted }: { run: Pick<Run, 'id' | 'now'>; alerted: readonly AlertedAccount[] },
  dependencies: SeveralAccountsDependencies,
): Promise<OrganisationAlerted> {
  const { config, inventory } = dependencies;
  const {
    contacts,
    confirmed: to,
    arns,
    topics,
    refused,
    failed,
  } = await ensureSubscriptions('organisation', run.now, channels, dependencies);
  refuseIfUnknown(to, failed);
  if (to.length === 0) return { to, delivered: undefined, refused };
  const delivered = await deliverDigest({
    ...deliveryDependencies(dependencies),
    audience: 'organisation',
    topics,
    letsThrough: filterPolicies(dependencies.sns, arns),
    run,
    compose: async (since) => {
      const limit = pLimit(ACCOUNTS_AT_ONCE);
      const named = new Set(alerted.map(({ account }) => account));
      const known = (await inventory.accounts()).filter(
        (account) => account.status !== 'active' || isPlanned(account, run, named),
      );
      const accounts = await Promise.all(
        known.map((account) => limit(() => accountInDigest(account, { run, alerted }, dependencies))),
      );
      return composeOrganisationDigest({
        run,
        accounts,
        contacts,
        timeZones: timeZonesOf(contacts, config),
        first: since === undefined,
        since,
        escalateAfterDays: config.alerts.escalateAfterDays,
        link: config.alerts.link,
        accepted: (target) => acceptedReason(config, target),
      });
    },
  });
  return { to, delivered, refused };
}

async function accountInDigest(
  listed: ListedAccount,
  { run, alerted }: { run: Pick<Run, 'id' | 'now'>; alerted: readonly AlertedAccount[] },
  { inventory, config }: SeveralAccountsDependencies,
): Promise<AccountInDigest> {
  const { account, findings, scans } = await readableState(listed, inventory);
  const notNotified = alerted.find((each) => each.account === account.key)?.notNotified;
  // Of thousands of accounts only the findings that the digest looks at are kept in memory.
  const concerns = (finding: Finding) =>
    concernsOrganisation({ notNotified }, finding, {
      run,
      escalateAfterDays: config.alerts.escalateAfterDays,
    }) ||
    account.status === 'excluded' ||
    finding.excluded !== undefined ||
    finding.notified['organisation'] !== undefined;
  return {
    account,
    notNotified,
    findings: [...findings.values()].filter(concerns),
    scans: [...scans.values()],
  };
}
