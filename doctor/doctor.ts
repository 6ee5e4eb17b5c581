import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import type { AwsSessions } from '../shared/clouds/aws/session.ts';
import type { Config } from '../shared/config/schema.ts';
import type { InventoryReader } from '../shared/inventory/contract.ts';
import type { Account, Cloud } from '../shared/model/account.ts';
import type { Instant } from '../shared/model/instant.ts';
import { sanitize } from '../shared/model/sanitize.ts';
import { checkConcurrency, type ConcurrencyToCheck } from './check-concurrency.ts';
import { checkLastRun, checkSchedule } from './check-schedule.ts';
import { checkTopics, type TopicsToCheck } from './check-topics.ts';
import type { CheckableCloud, CloudCheck } from './contract.ts';
import type { Check, DoctorReport } from './report.ts';

export interface DoctorInput {
  now: Instant;
  /** Only these account ids; undefined: every account that the configuration includes. */
  accounts?: readonly string[] | undefined;
}

export interface DoctorDependencies {
  config: Config;
  aws: Pick<AwsSessions, 'identity'>;
  /** The clouds that the configuration names. */
  clouds: readonly CheckableCloud[];
  /** What is deployed; undefined when run from a laptop without a stack. */
  deployed:
    | {
        inventory: Pick<InventoryReader, 'lastRun'>;
        topics: TopicsToCheck;
        concurrency: ConcurrencyToCheck;
        scheduler: SchedulerClient;
        scheduleName: string;
        /** Age in hours from which the last finished run counts as too old. */
        silentAfterHours: number;
      }
    | undefined;
}

/**
 * Signs in to every account of the configured clouds and tries every permission there, then checks topics, schedule and
 * last run. Changes nothing and reads no value. A check that fails is reported and does not stop the others.
 * @throws if there is no sign-in to AWS, where alerts, table and schedule are, whichever clouds are read.
 */
export async function doctor(
  { now, accounts: only }: DoctorInput,
  { aws, clouds, config, deployed }: DoctorDependencies,
): Promise<DoctorReport> {
  const identity = await aws.identity();
  const request = { now, config, identity, only };
  const parts = await Promise.all(
    clouds
      .filter(({ cloud }) => only === undefined || only.some((id) => cloudOf(id) === cloud))
      .map((cloud) => checked(cloud, () => cloud.check(request))),
  );
  const probed = parts.flatMap((part) => part.probed);
  const checks = [...parts.flatMap((part) => part.checks), ...notRead(only, probed)];
  if (deployed === undefined)
    checks.push(
      onlyDeployed('topic', 'topics'),
      onlyDeployed('concurrency', 'concurrency'),
      onlyDeployed('schedule', 'schedule'),
      onlyDeployed('last run', 'last run'),
    );
  else {
    const { concurrency, inventory, silentAfterHours, scheduleName, scheduler, topics } = deployed;
    checks.push(
      ...(await settled({ about: 'topic', subject: 'topics' }, () => checkTopics(probed, config, topics))),
      ...(await settled({ about: 'concurrency', subject: 'concurrency' }, async () => [
        await checkConcurrency(concurrency),
      ])),
      ...(await settled({ about: 'schedule', subject: scheduleName }, async () => [
        await checkSchedule(scheduler, scheduleName),
      ])),
      ...(await settled({ about: 'last run', subject: 'last run' }, async () => [
        await checkLastRun(inventory, now, silentAfterHours),
      ])),
    );
  }
  return { version: 2, now, by: identity.arn, accounts: parts.flatMap((part) => part.accounts), checks };
}

/** The cloud of an account id: 12 digits for AWS, a GUID for Azure, a project id for Google Cloud. */
function cloudOf(accountId: string): Cloud {
  if (/^\d{12}$/.test(accountId)) return 'aws';
  return z.guid().safeParse(accountId).success ? 'azure' : 'gcp';
}

/** Requested accounts that no run reads. */
function notRead(only: readonly string[] | undefined, probed: readonly Account[]): Check[] {
  return (only ?? [])
    .filter((id) => probed.every((account) => account.id !== id))
    .map((id) => ({
      about: 'accounts',
      subject: id,
      state: 'wrong',
      says: 'is not among the accounts that are read',
      nextStep: 'See include, exclude and the section of its cloud in skc.config.json.',
    }));
}

function onlyDeployed(about: Check['about'], subject: string): Check {
  return {
    about,
    subject,
    state: 'unasked',
    says: 'checked for a deployed stack only',
    nextStep: 'npx skc doctor --stack SkcWatch',
  };
}

/** If the check of a cloud fails, that is reported. */
async function checked({ cloud }: CheckableCloud, check: () => Promise<CloudCheck>): Promise<CloudCheck> {
  try {
    return await check();
  } catch (error) {
    const about = cloud === 'aws' ? 'accounts' : cloud;
    return { probed: [], accounts: [], checks: [failed({ about, subject: about }, error)] };
  }
}

/** If a check fails, that is reported. */
async function settled(
  check: Pick<Check, 'about' | 'subject'>,
  run: () => Promise<Check[]>,
): Promise<Check[]> {
  try {
    return await run();
  } catch (error) {
    return [failed(check, error)];
  }
}

function failed(check: Pick<Check, 'about' | 'subject'>, error: unknown): Check {
  const says = sanitize(error instanceof Error ? `${error.name}: ${error.message}` : String(error), 600);
  return { ...check, state: 'wrong', says };
}
