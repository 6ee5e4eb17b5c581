import pLimit from 'p-limit';
import type { CloudFinder } from '../../shared/readers/contract.ts';
import { isIncluded, isSourceIncluded } from '../../shared/config/included.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { Inventory, InventoriedAccount } from '../../shared/inventory/contract.ts';
import type { Account, AccountKey, Cloud } from '../../shared/model/account.ts';
import type { PlannedAccount, Run } from '../../shared/model/run.ts';
import type { Problem, Target } from '../../shared/model/target.ts';
import { findAccounts, type FoundAccounts } from './accounts.ts';
import type { Unlisted } from '../../shared/model/unlisted-cloud.ts';

/** Each waits for a sign-in and a few answers, mostly. */
const ACCOUNTS_AT_ONCE = 12;

export interface PlanDependencies {
  inventory: Inventory;
  config: Config;
  clouds: readonly CloudFinder[];
}

export interface Plan {
  accounts: PlannedAccount[];
  targets: Target[];
  problems: Unlisted[];
}

/**
 * Finds the accounts and writes down, for each, the targets that the run must read. A planned target whose scan never
 * comes counts as failed.
 * @throws {AccountsNotFound} when no cloud can list its accounts, with what to grant.
 */
export async function plan({ now }: Pick<Run, 'now'>, dependencies: PlanDependencies): Promise<Plan> {
  const { inventory, config, clouds } = dependencies;
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const before = new Map((await inventory.accounts()).map((account) => [account.key, account]));
  const accounts: PlannedAccount[] = [];
  const problems: Plan['problems'] = [];
  for (const found of await findAccounts(clouds)) {
    const finder = clouds.find(({ cloud }) => cloud === found.cloud);
    if (finder === undefined) continue;
    if (found.problem !== undefined) problems.push({ cloud: found.cloud, problem: found.problem });
    const present = found.problem === undefined ? found.accounts : knownOf(found.cloud, before);
    const planned = present
      .filter((each) => isIncluded(each, config))
      .map((account) => limit(() => planAccount(account, before.get(account.key), now, finder, config)));
    accounts.push(...(await Promise.all(planned)));
    const gone = missingOf(found, before);
    if (found.missing === 'left') accounts.push(...gone.map((account) => retired(account, account, now)));
    if (found.missing === 'hidden')
      for (const account of gone.filter(
        (each) => each.status === 'active' && finder.wants(each) && isIncluded(each, config),
      ))
        accounts.push(hidden(await planAccount(account, account, now, finder, config), finder));
  }
  const written = await Promise.all(accounts.map((account) => limit(() => inventory.planAccount(account))));
  // An account that a newer version keeps in another form is left to it.
  const readable = accounts.filter((_, index) => written[index]);
  const targets = readable.flatMap((account) =>
    account.targets.map((target) => ({ account: account.key, cloud: account.cloud, ...target })),
  );
  return { accounts: readable, targets, problems };
}

function knownOf(cloud: Cloud, before: ReadonlyMap<AccountKey, InventoriedAccount>): Account[] {
  return [...before.values()].filter((account) => account.cloud === cloud && account.status === 'active');
}

async function planAccount(
  account: Account,
  before: InventoriedAccount | undefined,
  now: string,
  finder: CloudFinder,
  config: Config,
): Promise<PlannedAccount> {
  const { key, cloud, id, name, path, status } = account;
  if (status === 'retired') return retired(account, before, now);
  const { targets, problems } = await finder.targets(account, before?.targets ?? []);
  const wanted = targets.filter(({ source }) => isSourceIncluded(source, config));
  const found = await finder.contacts?.(account);
  return {
    key,
    cloud,
    id,
    name,
    path,
    status,
    targets: wanted,
    problems,
    ...(found === undefined ? {} : { found }),
  };
}

/** Accounts known from before that were not found this time. */
function missingOf(
  { cloud, accounts, problem }: FoundAccounts,
  before: ReadonlyMap<AccountKey, InventoriedAccount>,
): InventoriedAccount[] {
  if (problem !== undefined) return [];
  const present = new Set(accounts.map(({ key }) => key));
  return [...before.values()].filter((account) => account.cloud === cloud && !present.has(account.key));
}

/** It was found before and is no longer: planned as before, so that its scans say what became of it. */
function hidden(account: PlannedAccount, { listing }: CloudFinder): PlannedAccount {
  const problem: Problem = {
    operation: listing.operation,
    code: 'NotListed',
    kind: 'failed',
    message: 'It was listed before and is not any more: it was removed, or the reader may no longer see it.',
  };
  return { ...account, problems: [problem, ...account.problems] };
}

/** Suspended or gone: kept with its last record, no longer read, and nobody is told that it cannot be read. */
function retired(account: Account, before: InventoriedAccount | undefined, now: string): PlannedAccount {
  const { key, cloud, id, name, path } = account;
  const retiredAt = before?.retiredAt ?? now;
  return { key, cloud, id, name, path, status: 'retired', retiredAt, targets: [], problems: [] };
}
