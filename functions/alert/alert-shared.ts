import pLimit from 'p-limit';
import { composeSharedDigest } from '../../shared/messages/kinds/digest/accounts-digest.ts';
import { deliverDigest, type DeliveredDigest } from '../../shared/messages/kinds/digest/deliver.ts';
import { filterPolicies } from '../../shared/contacts/filter-policies.ts';
import { timeZonesOf } from '../../shared/contacts/time-zones.ts';
import { channels } from '../../shared/messages/channels/registry.ts';
import type { Channel } from '../../shared/messages/channels/contract.ts';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import {
  subscribeContacts,
  unsubscribeEverywhere,
  type Subscribed,
} from '../../shared/contacts/subscriptions.ts';
import { OutdatedRun } from '../../shared/inventory/outdated-run.ts';
import { updateAccountFindings } from '../../shared/findings/update.ts';
import type { StoredSharedAddress } from '../../shared/inventory/entities/shared-address.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import { errorOf } from '../../shared/model/error-text.ts';
import type { Audience, SharedAudience } from '../../shared/model/audience.ts';
import type { Run } from '../../shared/model/run.ts';
import type { AlertedAccount } from '../finish/summary.ts';
import { deliveryDependencies, refuseIfUnknown, type SeveralAccountsDependencies } from './alert.ts';
import { readableState } from './readable-state.ts';

/** The result for one address that several accounts name. */
export interface SharedAlerted {
  audience: SharedAudience;
  /** Accounts in this audience's messages. The address may be subscribed to the topics of other accounts. */
  accounts: AccountKey[];
  /** Addresses of confirmed subscriptions. */
  to: string[];
  pending: string[];
  delivered: DeliveredDigest | undefined;
  refused: Subscribed<Channel>['refused'];
}

/** A shared audience that was not notified, or an account that was not evaluated. All others were. */
export interface SharedFailure {
  audience: Audience;
  accounts: AccountKey[];
  error: Error;
}

export interface SharedResult<Account> {
  alerted: Account[];
  audiences: SharedAlerted[];
  failures: SharedFailure[];
}

const AUDIENCES_AT_ONCE = 4;
const ACCOUNTS_AT_ONCE = 16;

/**
 * Subscribes each address that several accounts name once, and sends it one message about all of them. Evaluates the
 * account rules of accounts without a confirmed contact of their own, since these subscriptions are now known. A
 * failing audience or account does not stop the others. An address that no account names any longer is unsubscribed.
 *
 * @param alerted The results of the accounts' alerts.
 * @returns the same, without the reason why an account was not notified if a shared contact has confirmed
 *   and was sent its message.
 * @throws {OutdatedRun} if a newer run has sent or begun a message.
 */
export async function alertShared<Account extends AlertedAccount>(
  { run, alerted }: { run: Pick<Run, 'id' | 'now'>; alerted: readonly Account[] },
  dependencies: SeveralAccountsDependencies,
): Promise<SharedResult<Account>> {
  const limit = pLimit(AUDIENCES_AT_ONCE);
  const named = new Set(alerted.flatMap(({ shared }) => shared.map(({ audience }) => audience)));
  const failures: SharedFailure[] = [];
  const fail: Fail = ({ error, ...failure }) => {
    if (error instanceof OutdatedRun) throw error;
    failures.push({ ...failure, error: errorOf(error) });
  };
  const addresses = await readAddresses(named, alerted, dependencies, fail);
  const subscriptions = await Promise.all(
    addresses
      .filter(({ audience }) => named.has(audience))
      .map((address) => limit(() => subscribe(address, alerted, dependencies, fail))),
  );
  const judged = await judgeAccounts({ run, alerted }, subscriptions, dependencies, fail);
  const audiences = await Promise.all(
    subscriptions.map((each) => limit(() => deliverTo(each, run, dependencies, fail))),
  );
  const unwanted = addresses.filter(({ audience }) => !named.has(audience));
  if (unwanted.length > 0 && (await areAllAlerted(alerted, dependencies)))
    for (const address of unwanted) audiences.push(await abandon(address, dependencies));
  const dropped = audiences.flatMap(({ delivered, accounts }) =>
    delivered?.filtered === true ? accounts : [],
  );
  return {
    alerted: withFailures(judged, alerted, failures, audiences).map((account) =>
      filteredWith(account, new Set(dropped)),
    ),
    audiences,
    failures,
  };
}

/** What the policies of a shared contact drop goes to the organisation, unless other messages named it. */
function filteredWith<Account extends AlertedAccount>(
  account: Account,
  dropped: ReadonlySet<AccountKey>,
): Account {
  return account.notNotified === undefined && dropped.has(account.account)
    ? { ...account, notNotified: 'filtered' }
    : account;
}

/**
 * An account that only shared contacts answer for was not notified if none was reached and one failed: whether that one
 * has confirmed may not be known.
 */
function withFailures<Account extends AlertedAccount>(
  judged: readonly Account[],
  before: readonly AlertedAccount[],
  failures: readonly SharedFailure[],
  audiences: readonly SharedAlerted[],
): Account[] {
  const failed = new Set(failures.flatMap(({ accounts }) => accounts));
  const reached = new Set(
    audiences.flatMap(({ delivered, accounts }) =>
      delivered === undefined || delivered.filtered ? [] : accounts,
    ),
  );
  return judged.map((account, index) =>
    failed.has(account.account) &&
    !reached.has(account.account) &&
    account.notNotified !== 'filtered' &&
    before[index]?.notNotified !== undefined
      ? { ...account, notNotified: 'message failed' }
      : account,
  );
}

interface Subscription {
  address: StoredSharedAddress;
  accounts: AccountKey[];
  /** Undefined if no account uses it, or it failed. */
  result: Subscribed<Channel> | undefined;
}

/** @throws {OutdatedRun} if that is the error: it ends the step. */
type Fail = (failure: Omit<SharedFailure, 'error'> & { error: unknown }) => void;

/** The stored addresses. One that an account names and the table does not give fails alone. */
async function readAddresses(
  named: ReadonlySet<SharedAudience>,
  alerted: readonly AlertedAccount[],
  { inventory }: SeveralAccountsDependencies,
  fail: Fail,
): Promise<StoredSharedAddress[]> {
  let addresses: StoredSharedAddress[] = [];
  let error: unknown = new Error('Its item in the table could not be read.');
  try {
    addresses = await inventory.sharedAddresses();
  } catch (thrown) {
    error = thrown;
  }
  const read = new Set(addresses.map(({ audience }) => audience));
  for (const audience of named) {
    const accounts = accountsNaming(audience, alerted);
    if (!read.has(audience) && accounts.length > 0) fail({ audience, accounts, error });
  }
  return addresses;
}

/** The accounts that an address answers for, and is not subscribed to the topics of. */
function accountsNaming(audience: SharedAudience, alerted: readonly AlertedAccount[]): AccountKey[] {
  return alerted
    .filter(({ shared }) => shared.some((each) => each.audience === audience && !each.own))
    .map(({ account }) => account);
}

async function subscribe(
  address: StoredSharedAddress,
  alerted: readonly AlertedAccount[],
  dependencies: SeveralAccountsDependencies,
  fail: Fail,
): Promise<Subscription> {
  const { audience } = address;
  const accounts = accountsNaming(audience, alerted);
  if (accounts.length === 0) return { address, accounts, result: undefined };
  try {
    const result = await subscribeContacts(audience, [address], channels, dependencies);
    refuseIfUnknown(result.confirmed, result.failed);
    return { address, accounts, result };
  } catch (error) {
    fail({ audience, accounts, error });
    return { address, accounts, result: undefined };
  }
}

/** The accounts without a confirmed contact of their own, which `alert` leaves to this step. */
async function judgeAccounts<Account extends AlertedAccount>(
  { run, alerted }: { run: Pick<Run, 'id' | 'now'>; alerted: readonly Account[] },
  subscriptions: readonly Subscription[],
  dependencies: SeveralAccountsDependencies,
  fail: Fail,
): Promise<Account[]> {
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const judge = async (account: Account): Promise<Account> => {
    const own = subscriptions.filter(({ accounts }) => accounts.includes(account.account));
    if (account.notNotified === undefined || own.length === 0) return account;
    const confirmed = own.flatMap(({ result }) => result?.confirmed ?? []);
    const pending = own.flatMap(({ result }) => result?.pending ?? []);
    const known = confirmed.length > 0 ? { ...account, notNotified: undefined } : account;
    // Its own contacts have confirmed, so `alert` evaluated its rules.
    if (account.notNotified === 'filtered') return known;
    const isKnown = confirmed.length > 0 || own.every(({ result }) => result !== undefined);
    try {
      await updateAccountFindings(
        {
          run,
          account: account.account,
          subscriptions: { contacts: account.contacts, topic: isKnown ? { confirmed, pending } : undefined },
        },
        dependencies,
      );
    } catch (error) {
      fail({ audience: account.account, accounts: [account.account], error });
    }
    return known;
  };
  return Promise.all(alerted.map((account) => limit(() => judge(account))));
}

async function deliverTo(
  { address, accounts, result }: Subscription,
  run: Pick<Run, 'id' | 'now'>,
  dependencies: SeveralAccountsDependencies,
  fail: Fail,
): Promise<SharedAlerted> {
  const outcome: SharedAlerted = {
    audience: address.audience,
    accounts,
    to: result?.confirmed ?? [],
    pending: result?.pending ?? [],
    delivered: undefined,
    refused: result?.refused ?? [],
  };
  if (result === undefined || result.confirmed.length === 0) return outcome;
  try {
    const delivered = await deliverDigest({
      ...deliveryDependencies(dependencies),
      audience: address.audience,
      topics: result.topics,
      letsThrough: filterPolicies(dependencies.sns, result.arns),
      run,
      compose: async (since) =>
        composeSharedDigest(address.audience, {
          run,
          accounts: await accountsInDigest(accounts, dependencies),
          contacts: [address],
          timeZones: timeZonesOf([address], dependencies.config),
          operators: dependencies.config.contacts.organisation,
          first: since === undefined,
          link: dependencies.config.alerts.link,
          accepted: (target) => acceptedReason(dependencies.config, target),
        }),
    });
    return { ...outcome, delivered };
  } catch (error) {
    fail({ audience: address.audience, accounts, error });
    return outcome;
  }
}

async function accountsInDigest(accounts: readonly AccountKey[], { inventory }: SeveralAccountsDependencies) {
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const wanted = new Set(accounts);
  return Promise.all(
    (await inventory.accounts())
      .filter(({ key }) => wanted.has(key))
      .map((listed) =>
        limit(async () => {
          const { account, findings, scans } = await readableState(listed, inventory);
          return { account, findings: [...findings.values()], scans: [...scans.values()] };
        }),
      ),
  );
}

/** An account whose alert failed may still name an address, so nothing is unsubscribed unless all were alerted. */
async function areAllAlerted(
  alerted: readonly AlertedAccount[],
  { inventory }: SeveralAccountsDependencies,
): Promise<boolean> {
  const done = new Set(alerted.map(({ account }) => account));
  return (await inventory.accounts()).every(({ key, status }) => status !== 'active' || done.has(key));
}

/** Unsubscribes first: an address that is no longer in the table would stay subscribed forever. */
async function abandon(
  { audience, address }: StoredSharedAddress,
  dependencies: SeveralAccountsDependencies,
): Promise<SharedAlerted> {
  const outcome = { audience, accounts: [], to: [], pending: [], delivered: undefined };
  try {
    await unsubscribeEverywhere(audience, address, channels, dependencies);
    await dependencies.inventory.removeSharedAddress(audience);
    return { ...outcome, refused: [] };
  } catch (error) {
    return { ...outcome, refused: [{ address, error: errorOf(error) }] };
  }
}
