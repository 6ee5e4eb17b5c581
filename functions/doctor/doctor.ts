import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import pLimit from 'p-limit';
import type { InventoryReader } from '../../shared/inventory/contract.ts';
import type { Account } from '../../shared/model/account.ts';
import { harmless } from '../../shared/model/harmless.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { awsFinder } from '../../shared/clouds/aws/finder.ts';
import { isIncluded } from '../plan/accounts.ts';
import { checkAccount, type AccountCheckDependencies } from './check-account.ts';
import { checkManagementAccount } from './check-management-account.ts';
import { checkLastRun, checkSchedule } from './check-schedule.ts';
import { checkTopics, type TopicsToCheck } from './check-topics.ts';
import type { Check, DoctorReport } from './report.ts';

export interface DoctorInput {
  now: Instant;
  /** Only these account ids; without it every account that the configuration has read. */
  accounts?: readonly string[] | undefined;
}

export interface DoctorDependencies extends Omit<AccountCheckDependencies, 'identity'> {
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
 */
export async function doctor(
  { now, accounts: only }: DoctorInput,
  dependencies: DoctorDependencies,
): Promise<DoctorReport> {
  const { aws, config, deployed } = dependencies;
  const identity = await aws.identity();
  const found = await askedFor({ about: 'accounts', subject: 'accounts' }, async () => {
    const { accounts } = await awsFinder({ config, aws, scopes: [] }).accounts();
    return { accounts, checks: [accountsCheck(accounts, dependencies)] };
  });
  const accounts = ('accounts' in found ? found.accounts : []).filter(
    (account) =>
      account.status === 'active' &&
      account.cloud === 'aws' &&
      isIncluded(account, config) &&
      (only === undefined || only.includes(account.id)),
  );
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const checked = await Promise.all(
    accounts.map((account) => limit(() => checkAccount(account, { ...dependencies, identity }))),
  );
  const checks: Check[] = [...found.checks];
  if (config.organisation !== undefined)
    checks.push(
      ...(await several({ about: 'management account', subject: 'management account' }, () =>
        checkManagementAccount({ ...dependencies, identity }),
      )),
    );
  if (deployed !== undefined) {
    const { inventory, silentAfterHours, scheduleName, scheduler, topics } = deployed;
    checks.push(
      ...(await several({ about: 'topic', subject: 'topics' }, () => checkTopics(accounts, config, topics))),
      ...(await several({ about: 'schedule', subject: scheduleName }, async () => [
        await checkSchedule(scheduler, scheduleName),
      ])),
      ...(await several({ about: 'last run', subject: 'last run' }, async () => [
        await checkLastRun(inventory, now, silentAfterHours),
      ])),
    );
  } else
    checks.push(unasked('topic', 'topics'), unasked('schedule', 'schedule'), unasked('last run', 'last run'));
  return { version: 1, now, by: identity.arn, accounts: checked, checks };
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
    const says = harmless(error instanceof Error ? `${error.name}: ${error.message}` : String(error), 600);
    return { checks: [{ ...check, state: 'wrong', says }] };
  }
}
