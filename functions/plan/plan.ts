import { enabledRegions, organisationAccounts } from '../../shared/clouds/aws/organisation.ts';
import { awsFailure } from '../../shared/clouds/aws/problem.ts';
import type { AwsSessions } from '../../shared/clouds/aws/session.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { Inventory, InventoriedAccount } from '../../shared/inventory/contract.ts';
import { accountKey, type Account, type AccountKey } from '../../shared/model/account.ts';
import type { PlannedAccount, Run } from '../../shared/model/run.ts';
import type { Problem, Target } from '../../shared/model/target.ts';
import type { Source } from '../../shared/sources/contract.ts';

export interface PlanDependencies {
  inventory: Inventory;
  config: Config;
  aws: AwsSessions;
  sources: readonly Pick<Source<never>, 'type' | 'scope' | 'cloud'>[];
}

export interface Plan {
  accounts: PlannedAccount[];
  targets: Target[];
}

/** The accounts could not be found: without them a run would be silent about all of them, so it ends. */
export class AccountsNotFound extends Error {
  override readonly name = 'AccountsNotFound';
}

/**
 * Finds the accounts and writes down, for each, the targets that the run must read. A planned target whose scan never
 * comes counts as failed.
 * @throws {AccountsNotFound} when the accounts cannot be listed, with what to grant.
 */
export async function plan({ now }: Pick<Run, 'now'>, dependencies: PlanDependencies): Promise<Plan> {
  const { inventory, config } = dependencies;
  const found = await findAccounts(dependencies);
  const before = new Map((await inventory.accounts()).map((account) => [account.key, account]));
  const accounts: PlannedAccount[] = [];
  for (const account of found.filter((each) => isIncluded(each, config)))
    accounts.push(await planAccount(account, before.get(account.key), now, dependencies));
  // Only a listing of the whole organisation can tell that an account has left it.
  if (config.organisation !== undefined) accounts.push(...departed(before, found, now));
  for (const account of accounts) await inventory.planAccount(account);
  const targets = accounts.flatMap((account) =>
    account.targets.map((target) => ({ account: account.key, cloud: account.cloud, ...target })),
  );
  return { accounts, targets };
}

/**
 * Every account of the organisation, and those that the configuration names; without either, the own one.
 * @throws {AccountsNotFound} when they cannot be listed, with what to grant.
 */
export async function findAccounts({
  config,
  aws,
}: Pick<PlanDependencies, 'config' | 'aws'>): Promise<Account[]> {
  const accounts = new Map<AccountKey, Account>();
  try {
    if (config.organisation !== undefined) {
      const { roleArn } = config.organisation;
      const session = roleArn === undefined ? await aws.own() : await aws.withRole(roleArn);
      const byUnit =
        config.include.organisationalUnits.length + config.exclude.organisationalUnits.length > 0;
      for (const account of await organisationAccounts(session, aws.homeRegion, byUnit))
        accounts.set(account.key, account);
    }
    for (const { cloud, id, name } of config.accounts) {
      const key = accountKey(cloud, id);
      const listed = accounts.get(key);
      accounts.set(key, listed ?? { key, cloud, id, name: name ?? id, path: [], status: 'active' });
    }
    if (accounts.size === 0) {
      const { accountId } = await aws.identity();
      const key = accountKey('aws', accountId);
      accounts.set(key, { key, cloud: 'aws', id: accountId, name: accountId, path: [], status: 'active' });
    }
  } catch (cause) {
    throw new AccountsNotFound(whyNotFound(cause, config), { cause });
  }
  return [...accounts.values()];
}

function whyNotFound(cause: unknown, config: Config): string {
  const inOrganisation = config.organisation !== undefined;
  const { problem } = awsFailure(
    cause,
    inOrganisation ? 'organizations:ListAccounts' : 'sts:GetCallerIdentity',
  );
  const next = inOrganisation
    ? 'Use credentials of the management account (or of one it delegated to), or name a role there under organisation.roleArn.'
    : 'Sign in to AWS first (AWS_PROFILE, `aws sso login` or AWS_ACCESS_KEY_ID), or list accounts in skc.config.json.';
  return `Could not find the accounts: ${problem.operation} answered ${problem.code}: ${problem.message}\n${next}`;
}

/** Whether the configuration has an account read. */
export function isIncluded(account: Account, { include, exclude }: Config): boolean {
  const among = (ids: readonly string[]) => ids.includes(account.id);
  const below = (units: readonly string[]) => units.some((unit) => account.path.includes(unit));
  if (include.accounts.length > 0 && !among(include.accounts)) return false;
  if (include.organisationalUnits.length > 0 && !below(include.organisationalUnits)) return false;
  return !among(exclude.accounts) && !below(exclude.organisationalUnits);
}

async function planAccount(
  account: Account,
  before: InventoriedAccount | undefined,
  now: string,
  dependencies: PlanDependencies,
): Promise<PlannedAccount> {
  if (account.status === 'retired') return retired(account, before, now);
  const { regions, problems } = await regionsOf(account, before, dependencies);
  const { include, exclude } = dependencies.config;
  const sources = dependencies.sources.filter(
    ({ type, cloud }) =>
      cloud === account.cloud &&
      (include.sources.length === 0 || include.sources.includes(type)) &&
      !exclude.sources.includes(type),
  );
  const targets = sources.flatMap(({ type, scope }) =>
    scope === 'global'
      ? [{ location: 'global', source: type }]
      : regions.map((location) => ({ location, source: type })),
  );
  return { ...account, targets, problems };
}

async function regionsOf(
  account: Account,
  before: InventoriedAccount | undefined,
  { config, aws }: PlanDependencies,
): Promise<{ regions: string[]; problems: Problem[] }> {
  const { include, exclude } = config;
  const wanted = (regions: readonly string[]) =>
    regions.filter((region) => !exclude.regions.includes(region));
  if (include.regions.length > 0) return { regions: wanted(include.regions), problems: [] };
  try {
    return { regions: wanted(await enabledRegions(aws, await aws.of(account.id))), problems: [] };
  } catch (error) {
    // Which regions it has stays unknown. Those it was read in before, or the home region, are planned all the same:
    // their scans then say that the account is unreadable, instead of nothing being said.
    const known =
      before?.targets.map(({ location }) => location).filter((location) => location !== 'global') ?? [];
    const regions = known.length > 0 ? [...new Set(known)] : [aws.homeRegion];
    return { regions: wanted(regions), problems: [awsFailure(error, 'account:ListRegions').problem] };
  }
}

function departed(
  before: ReadonlyMap<AccountKey, InventoriedAccount>,
  found: readonly Account[],
  now: string,
): PlannedAccount[] {
  const present = new Set(found.map(({ key }) => key));
  return [...before.values()]
    .filter((account) => account.cloud === 'aws' && !present.has(account.key))
    .map((account) => retired(account, account, now));
}

/** Suspended or gone: kept with its last record, no longer read, and nobody is told that it cannot be read. */
function retired(account: Account, before: InventoriedAccount | undefined, now: string): PlannedAccount {
  const { key, cloud, id, name, path } = account;
  return {
    key,
    cloud,
    id,
    name,
    path,
    status: 'retired',
    retiredAt: before?.retiredAt ?? now,
    targets: [],
    problems: [],
  };
}
