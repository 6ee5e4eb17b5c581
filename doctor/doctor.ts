import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import pLimit from 'p-limit';
import * as z from 'zod';
import type { InventoryReader } from '../shared/inventory/contract.ts';
import type { Account, Cloud } from '../shared/model/account.ts';
import { sanitize } from '../shared/model/sanitize.ts';
import type { Instant } from '../shared/model/instant.ts';
import { awsFinder } from '../shared/readers/aws/finder.ts';
import type { AwsIdentity } from '../shared/clouds/aws/session.ts';
import { configuredClouds } from '../shared/config/clouds.ts';
import { isIncluded } from '../functions/plan/accounts.ts';
import { checkAccount, type AccountCheckDependencies } from './aws/check-account.ts';
import type { CheckableCloud, CloudCheck } from './check-cloud.ts';
import type { CloudLook } from './cloud-connection.ts';
import { checkManagementAccount } from './aws/check-management-account.ts';
import { checkLastRun, checkSchedule } from './check-schedule.ts';
import { checkTopics, type TopicsToCheck } from './check-topics.ts';
import type { Check, DoctorReport } from './report.ts';

export interface DoctorInput {
  now: Instant;
  /** Only these account ids; without it every account that the configuration has read. */
  accounts?: readonly string[] | undefined;
}

export interface DoctorDependencies extends Omit<AccountCheckDependencies, 'identity'> {
  /** The other clouds that the configuration names. */
  clouds: readonly CheckableCloud[];
  /** What is deployed; none when asked from a laptop without a stack. */
  deployed:
    | {
        inventory: Pick<InventoryReader, 'lastRun'>;
        topics: TopicsToCheck;
        scheduler: SchedulerClient;
        scheduleName: string;
        /** Hours without a run that came to its end, after which the watcher counts as silent. */
        silentAfterHours: number;
      }
    | undefined;
}

const ACCOUNTS_AT_ONCE = 8;

/**
 * Signs in everywhere the configuration names and tries every permission there, then looks at topics, schedule and last
 * run. Changes nothing and reads no value. What cannot be looked at is told as such, and stops nothing else.
 * @throws when nobody is signed in to AWS: alerts, table and schedule are there, whichever clouds are read.
 */
export async function doctor(
  { now, accounts: only }: DoctorInput,
  dependencies: DoctorDependencies,
): Promise<DoctorReport> {
  const { aws, clouds, config, deployed } = dependencies;
  const identity = await aws.identity();
  const isAsked = (cloud: Cloud) => only === undefined || only.some((id) => cloudOf(id) === cloud);
  const look = { now, config, identity, only };
  const parts = await Promise.all([
    ...(configuredClouds(config).includes('aws') && isAsked('aws') ? [lookAtAws(look, dependencies)] : []),
    ...clouds
      .filter(({ cloud }) => isAsked(cloud))
      .map(async (each): Promise<CloudCheck> => {
        const about = { about: each.cloud === 'gcp' ? 'gcp' : 'azure', subject: each.cloud } as const;
        const found = await askedFor(about, () => each.check(look));
        return 'looked' in found ? found : { looked: [], accounts: [], checks: found.checks };
      }),
  ]);
  const checks = parts.flatMap((part) => part.checks);
  const looked = parts.flatMap((part) => part.looked);
  checks.push(...strangers(only, looked));
  if (deployed !== undefined) {
    const { inventory, silentAfterHours, scheduleName, scheduler, topics } = deployed;
    checks.push(
      ...(await several({ about: 'topic', subject: 'topics' }, () => checkTopics(looked, config, topics))),
      ...(await several({ about: 'schedule', subject: scheduleName }, async () => [
        await checkSchedule(scheduler, scheduleName),
      ])),
      ...(await several({ about: 'last run', subject: 'last run' }, async () => [
        await checkLastRun(inventory, now, silentAfterHours),
      ])),
    );
  } else
    checks.push(unasked('topic', 'topics'), unasked('schedule', 'schedule'), unasked('last run', 'last run'));
  const accounts = parts.flatMap((part) => part.accounts);
  return { version: 1, now, by: identity.arn, accounts, checks };
}

async function lookAtAws(
  { only, config, identity }: CloudLook & { identity: AwsIdentity },
  dependencies: DoctorDependencies,
): Promise<CloudCheck> {
  const { aws } = dependencies;
  const found = await askedFor({ about: 'accounts', subject: 'accounts' }, async () => {
    const { accounts } = await awsFinder({ config, aws, scopes: [] }).accounts();
    return { accounts, checks: [accountsCheck(accounts, dependencies)] };
  });
  const looked = ('accounts' in found ? found.accounts : []).filter(
    (account) =>
      account.status === 'active' &&
      account.cloud === 'aws' &&
      isIncluded(account, config) &&
      (only === undefined || only.includes(account.id)),
  );
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const accounts = await Promise.all(
    looked.map((account) => limit(() => checkAccount(account, { ...dependencies, identity }))),
  );
  const checks: Check[] = [...found.checks];
  if (config.organisation !== undefined)
    checks.push(
      ...(await several({ about: 'management account', subject: 'management account' }, () =>
        checkManagementAccount({ ...dependencies, identity }),
      )),
    );
  return { looked, accounts, checks };
}

/** Whose id it is: 12 digits are AWS's, a GUID is Azure's, a project's id is Google's. */
function cloudOf(accountId: string): Cloud {
  if (/^\d{12}$/.test(accountId)) return 'aws';
  return z.guid().safeParse(accountId).success ? 'azure' : 'gcp';
}

/** Accounts that were asked for and are not read. */
function strangers(only: readonly string[] | undefined, looked: readonly Account[]): Check[] {
  return (only ?? [])
    .filter((id) => looked.every((account) => account.id !== id))
    .map((id) => ({
      about: 'accounts',
      subject: id,
      state: 'wrong',
      says: 'is not among the accounts that are read',
      mend: 'See include, exclude and the part of its cloud in skc.config.json.',
    }));
}

function accountsCheck(accounts: readonly Account[], { config }: DoctorDependencies): Check {
  const included = accounts.filter((account) => account.status === 'active' && isIncluded(account, config));
  const from = config.organisation === undefined ? 'named by the configuration' : 'of the organisation';
  return {
    about: 'accounts',
    subject: 'accounts',
    state: included.length > 0 ? 'fine' : 'wrong',
    says: `${included.length} read, of ${accounts.length} ${from}`,
    ...(included.length > 0 ? {} : { mend: 'See include and exclude in skc.config.json.' }),
  };
}

function unasked(about: Check['about'], subject: string): Check {
  return {
    about,
    subject,
    state: 'unasked',
    says: 'only asked of what is deployed',
    mend: 'npx skc doctor --stack SkcWatch',
  };
}

/** What could not be looked at is a finding of its own. */
async function several(
  check: Pick<Check, 'about' | 'subject'>,
  look: () => Promise<Check[]>,
): Promise<Check[]> {
  const { checks } = await askedFor(check, async () => ({ checks: await look() }));
  return checks;
}

async function askedFor<Found extends { checks: Check[] }>(
  check: Pick<Check, 'about' | 'subject'>,
  look: () => Promise<Found>,
): Promise<Found | { checks: Check[] }> {
  try {
    return await look();
  } catch (error) {
    const says = sanitize(error instanceof Error ? `${error.name}: ${error.message}` : String(error), 600);
    return { checks: [{ ...check, state: 'wrong', says }] };
  }
}
