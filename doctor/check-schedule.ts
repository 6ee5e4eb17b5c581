import { GetScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { InventoryReader } from '../shared/inventory/contract.ts';
import { daysBetween, type Instant } from '../shared/model/instant.ts';
import type { Check } from './report.ts';

/** Whether the schedule exists and is enabled. */
export async function checkSchedule(scheduler: SchedulerClient, name: string): Promise<Check> {
  const check = { about: 'schedule', subject: name } as const;
  try {
    const schedule = await scheduler.send(new GetScheduleCommand({ Name: name }));
    const when = `${schedule.ScheduleExpression ?? ''} ${schedule.ScheduleExpressionTimezone ?? 'UTC'}`;
    if (schedule.State === 'ENABLED') return { ...check, state: 'fine', says: when };
    return {
      ...check,
      state: 'wrong',
      says: `${when} is disabled: no run starts on schedule`,
      nextStep: 'Enable it in the EventBridge Scheduler console, or deploy again: npm run deploy',
    };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    return {
      ...check,
      state: 'wrong',
      says: 'there is no such schedule: no run starts on schedule',
      nextStep: 'Deploy again: npm run deploy',
    };
  }
}

/** Whether a run finished recently. @param silentAfterHours Age in hours from which the last run counts as too old. */
export async function checkLastRun(
  inventory: Pick<InventoryReader, 'lastRun'>,
  now: Instant,
  silentAfterHours: number,
): Promise<Check> {
  const check = { about: 'last run', subject: 'last run' } as const;
  const nextStep = 'npx skc run --remote';
  const run = await inventory.lastRun();
  if (run === undefined) return { ...check, state: 'waiting', says: 'no run yet', nextStep };
  if (run.state === 'running')
    return {
      ...check,
      state: 'waiting',
      says: `${run.id} has been running since ${run.startedAt}`,
      nextStep: 'Check again when it has ended.',
    };
  const hours = daysBetween(run.finishedAt ?? run.now, now) * 24;
  const says = `${run.id} ended ${run.finishedAt ?? run.now}`;
  if (hours <= silentAfterHours) return { ...check, state: 'fine', says };
  return {
    ...check,
    state: 'wrong',
    says: `${says}, ${Math.round(hours)} hours ago: SKC Watch has stopped running`,
    nextStep,
  };
}
