import pLimit from 'p-limit';
import { deliver, type Delivered } from '../../shared/messages/publish.ts';
import {
  composeOrganisationDigest,
  type OverseenAccount,
} from '../../shared/messages/kinds/digest/organisation-digest.ts';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import type { InventoriedAccount } from '../../shared/inventory/contract.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Run } from '../../shared/model/run.ts';
import { accountState } from '../../shared/findings/account-state.ts';
import type { Alerted, AlertDependencies } from './alert.ts';
import { ensureReach, type Refused } from '../../shared/contacts/subscriptions.ts';

export interface OrganisationAlerted {
  to: string[];
  delivered: Delivered | undefined;
  /** Addresses that SNS did not take, or did not let go of, and why. */
  refused: Refused[];
}

/** Of thousands of accounts one after the other would take minutes of the function's fifteen. */
const ACCOUNTS_AT_ONCE = 16;

/**
 * The one message of a run to the organisation: the news of every account that nobody else was told of, in one
 * message however many accounts there are. Without a confirmed subscription nobody hears: the caller says so loudly.
 */
export async function alertOrganisation(
  { run, alerted }: { run: Pick<Run, 'id' | 'now'>; alerted: readonly Pick<Alerted, 'account' | 'untold'>[] },
  dependencies: AlertDependencies,
): Promise<OrganisationAlerted> {
  const { config, ledger, sns, inventory } = dependencies;
  const { contacts, topic, refused } = await ensureReach('organisation', run.now, dependencies);
  const to = topic?.confirmed ?? [];
  if (topic === undefined || to.length === 0) return { to: [], delivered: undefined, refused };
  const delivered = await deliver({
    ledger,
    sns,
    audience: 'organisation',
    topicArn: topic.topicArn,
    realClock: dependencies.realClock,
    leaseSeconds: dependencies.leaseSeconds,
    sleep: dependencies.sleep,
    compose: async (first) => {
      const limit = pLimit(ACCOUNTS_AT_ONCE);
      const known = await inventory.accounts();
      const accounts = await Promise.all(
        known.map((account) => limit(() => overseen(account, alerted, dependencies))),
      );
      return composeOrganisationDigest({
        run,
        accounts,
        contacts,
        first,
        link: config.alerts.link,
        accepted: (target) => acceptedReason(config, target),
      });
    },
  });
  return { to, delivered, refused };
}

async function overseen(
  account: InventoriedAccount,
  alerted: readonly Pick<Alerted, 'account' | 'untold'>[],
  { inventory }: AlertDependencies,
): Promise<OverseenAccount> {
  const untold = alerted.find((each) => each.account === account.key)?.untold;
  const { findings, scans } = await accountState(account.key, inventory);
  // Of an account that hears for itself only its own findings concern the organisation: the rest is let go of here.
  const concerns = (finding: Finding) =>
    untold !== undefined || finding.subject.kind === 'account' || finding.notified.organisation !== undefined;
  return { account, untold, findings: [...findings.values()].filter(concerns), scans: [...scans.values()] };
}
