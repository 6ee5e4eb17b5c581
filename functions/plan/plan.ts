import { noteFailure } from '../../shared/inventory/damage.ts';
import pLimit from 'p-limit';
import type { CloudFinder } from '../../shared/readers/contract.ts';
import { sharedAddresses } from '../../shared/contacts/shared-addresses.ts';
import { isIncluded, isSourceIncluded } from '../../shared/config/included.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { PlanInventory } from './table.ts';
import { sharedAddressKey } from '../../shared/inventory/keys.ts';
import { refuseUnlessNewest, type RunClock } from '../../shared/inventory/outdated-run.ts';
import type { Account, AccountKey, Cloud } from '../../shared/model/account.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { PlannedAccount } from '../../shared/model/run.ts';
import type { PlannedTarget, Problem, Target } from '../../shared/model/target.ts';
import { findAccounts, type FoundAccounts } from './accounts.ts';
import { refuseUnknownAccounts, refuseUnknownRegions, type Asked } from './asked.ts';
import type { Unlisted } from '../../shared/model/unlisted-cloud.ts';

/** Most of the time is spent waiting for a sign-in and a few responses. */
const MAX_CONCURRENT_ACCOUNTS = 12;
/** The next step for a list of accounts of which a part could not be read. */
const PARTLY_LISTED = 'Run again: the accounts that were listed are read; others may be missing.';

export interface PlanDependencies {
  inventory: PlanInventory;
  config: Config;
  clouds: readonly CloudFinder[];
  /** What must be there; undefined: nothing in particular. */
  asked?: Asked | undefined;
}

export interface Plan {
  accounts: PlannedAccount[];
  targets: Target[];
  problems: Unlisted[];
  /** Accounts whose plan could not be stored, and why: they are not read in this run. */
  failed: { account: AccountKey; error: unknown }[];
}

/**
 * Finds the accounts and records, for each, the targets that the run must read. Also records the addresses that several
 * accounts name. A planned target without a scan counts as failed.
 * @throws {OutdatedRun} if a newer run has started.
 * @throws {AccountsNotFound} if no cloud can list its accounts; the message names what to grant.
 * @throws {NotThere} if an account or region that is asked for is not there.
 */
export async function plan(run: RunClock, dependencies: PlanDependencies): Promise<Plan> {
  const { inventory, config, clouds, asked } = dependencies;
  const { now } = run;
  await refuseUnlessNewest(run, inventory);
  const limit = pLimit(MAX_CONCURRENT_ACCOUNTS);
  const before = new Map((await inventory.accounts()).map((account) => [account.key, account]));
  const accounts: PlannedAccount[] = [];
  const problems: Plan['problems'] = [];
  const failed: Plan['failed'] = [];
  /** The table may refuse what one account needs; it then stays as it was planned last. */
  const orFailed = async <Result>(account: AccountKey, work: () => Promise<Result>): Promise<Result[]> => {
    try {
      return [await work()];
    } catch (error) {
      failed.push({ account, error });
      return [];
    }
  };
  const listed = await findAccounts(clouds);
  refuseUnknownAccounts(listed, asked);
  for (const found of listed) {
    const finder = clouds.find(({ cloud }) => cloud === found.cloud);
    if (finder === undefined) continue;
    if (found.problem !== undefined) problems.push({ cloud: found.cloud, problem: found.problem });
    for (const problem of found.problems ?? [])
      problems.push({ cloud: found.cloud, problem: { ...problem, remedy: problem.remedy ?? PARTLY_LISTED } });
    const present = found.problem === undefined ? found.accounts : knownOf(found.cloud, before);
    const planned = present
      .filter((each) => isIncluded(each, config))
      .map((account) =>
        limit(() =>
          orFailed(account.key, () =>
            plannedOrKnown(account, before.get(account.key), now, finder, dependencies),
          ),
        ),
      );
    accounts.push(...(await Promise.all(planned)).flat());
    const gone = missingOf(found, before);
    if (found.missing === 'left')
      accounts.push(...gone.map((account) => retiredAccount(account, account, now)));
    if (found.missing === 'hidden')
      for (const account of gone.filter(
        (each) => mayBeRead(each) && finder.wants(each) && isIncluded(each, config),
      ))
        accounts.push(
          ...(await orFailed(account.key, async () =>
            unlistedAccount(await plannedOrKnown(account, account, now, finder, dependencies), finder),
          )),
        );
  }
  refuseUnknownRegions(accounts, asked);
  const present = [...accounts.map(({ key }) => key), ...failed.map(({ account }) => account)];
  // A run that a person narrows to some accounts leaves the others, and what they share, as they are.
  const isNarrowed = asked !== undefined && asked.accounts.length > 0;
  if (!isNarrowed) accounts.push(...excludedAccounts(present, before, now));
  const written = await Promise.all(
    accounts.map((account) => limit(() => orFailed(account.key, () => inventory.planAccount(account)))),
  );
  // An account stored in a newer version's format is left unchanged.
  const readable = accounts.filter((_, index) => written[index]?.[0] === true);
  const targets = readable.flatMap((account) =>
    account.targets.map((target) => ({ account: account.key, cloud: account.cloud, ...target })),
  );
  if (!isNarrowed) await shareAddresses(readable, now, dependencies);
  return { accounts: readable, targets, problems, failed };
}

/** Runs before any account is alerted, since each account then leaves a shared address to its own audience. */
async function shareAddresses(
  accounts: readonly PlannedAccount[],
  now: Instant,
  { inventory, config }: PlanDependencies,
): Promise<void> {
  const before = await inventory.sharedAddresses();
  const stored = new Map(before.map((address) => [address.audience, address]));
  const active = accounts.filter(({ status }) => status === 'active');
  const limit = pLimit(MAX_CONCURRENT_ACCOUNTS);
  await Promise.all(
    sharedAddresses(active, config, before, now).map((address) =>
      limit(async () => {
        try {
          await inventory.putSharedAddress(address, stored.get(address.audience));
        } catch (error) {
          // Without it, each account notifies the address by itself.
          noteFailure(inventory, sharedAddressKey(address.audience), 'could not be written', error);
        }
      }),
    ),
  );
}

/** Not gone from its cloud: read if the configuration wants it. */
function mayBeRead({ status }: Account): boolean {
  return status === 'active' || status === 'excluded';
}

function knownOf(cloud: Cloud, before: ReadonlyMap<AccountKey, ListedAccount>): Account[] {
  return [...before.values()].filter((account) => account.cloud === cloud && mayBeRead(account));
}

/** An account whose planning fails is read as it was planned last, and stops no other. */
async function plannedOrKnown(
  account: Account,
  before: ListedAccount | undefined,
  now: string,
  finder: CloudFinder,
  { inventory, config }: PlanDependencies,
): Promise<PlannedAccount> {
  const known = before === undefined ? [] : await inventory.targets(before);
  try {
    return await planAccount(account, before, known, now, finder, { inventory, config });
  } catch (error) {
    const { problem } = finder.failure(error, 'plan');
    return { ...identityOf(account), status: account.status, targets: known, problems: [problem] };
  }
}

async function planAccount(
  account: Account,
  before: ListedAccount | undefined,
  known: readonly PlannedTarget[],
  now: string,
  finder: CloudFinder,
  { inventory, config }: Pick<PlanDependencies, 'inventory' | 'config'>,
): Promise<PlannedAccount> {
  const { status } = account;
  if (status === 'retired') return retiredAccount(account, before, now);
  const { targets, problems, moved = [] } = await finder.targets(account, known);
  // Before the plan is stored: what is killed in between is moved by the next one.
  for (const { to, ...target } of moved) await inventory.moveTarget({ target, from: account.key, to, now });
  const wanted = targets.filter(({ source }) => isSourceIncluded(source, config));
  const found = await finder.contacts?.(account);
  return {
    ...identityOf(account),
    status,
    targets: wanted,
    problems,
    ...(found === undefined ? {} : { found }),
  };
}

/** Known accounts that were not found this time. */
function missingOf(
  { cloud, accounts, problem }: FoundAccounts,
  before: ReadonlyMap<AccountKey, ListedAccount>,
): ListedAccount[] {
  if (problem !== undefined) return [];
  const present = new Set(accounts.map(({ key }) => key));
  return [...before.values()].filter((account) => account.cloud === cloud && !present.has(account.key));
}

/**
 * An account that was listed before and is missing now. Its targets are planned as before, so that its scans show
 * why.
 */
function unlistedAccount(account: PlannedAccount, { listing }: CloudFinder): PlannedAccount {
  const problem: Problem = {
    operation: listing.operation,
    code: 'NotListed',
    kind: 'failed',
    message:
      'The account was listed before but is missing now: it was removed, or the reader lost access to it.',
  };
  return { ...account, problems: [problem, ...account.problems] };
}

/**
 * Known accounts that this run does not plan, since the configuration leaves them out or no longer names their cloud.
 * They stay in the table, are no longer read, and make no run incomplete.
 */
function excludedAccounts(
  planned: readonly AccountKey[],
  before: ReadonlyMap<AccountKey, ListedAccount>,
  now: Instant,
): PlannedAccount[] {
  const present = new Set(planned);
  return [...before.values()]
    .filter((account) => !present.has(account.key) && mayBeRead(account))
    .map((account) => ({
      ...identityOf(account),
      excludedAt: account.excludedAt ?? now,
      status: 'excluded',
      targets: [],
      problems: [],
    }));
}

/** Suspended or removed: its last record is kept, it is no longer read, and no finding is raised for that. */
function retiredAccount(account: Account, before: ListedAccount | undefined, now: string): PlannedAccount {
  const retiredAt = before?.retiredAt ?? now;
  return { ...identityOf(account), status: 'retired', retiredAt, targets: [], problems: [] };
}

/** What an account is, whatever its status. */
function identityOf({
  key,
  cloud,
  id,
  name,
  path,
  systemMade,
}: Account): Pick<Account, 'key' | 'cloud' | 'id' | 'name' | 'path' | 'systemMade'> {
  return { key, cloud, id, name, path, ...(systemMade === undefined ? {} : { systemMade }) };
}
