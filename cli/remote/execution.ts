import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListMapRunsCommand,
  StartExecutionCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { sanitize } from '../../shared/model/sanitize.ts';

/** How an execution ended. */
export interface Ended {
  status: string;
  /** What its last state gave, as JSON. */
  output: string | undefined;
  /** Why it did not succeed. */
  cause: string | undefined;
  /** Seconds that each state took, in their order. */
  timings: { step: string; seconds: number }[];
}

/** What it is at: the state it entered last and, in a distributed Map, how many of its items are done. */
export interface Step {
  state: string;
  items?: { done: number; failed: number; of: number } | undefined;
}

const EVERY_MS = 2000;

/** Starts the workflow. @returns the execution's ARN. */
export async function startExecution(states: SFNClient, stateMachineArn: string): Promise<string> {
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  if (executionArn === undefined) throw new Error('states:StartExecution answered without an execution');
  return executionArn;
}

/** Follows an execution to its end, telling each step. */
export async function followExecution(
  states: SFNClient,
  executionArn: string,
  tell: (step: Step) => void,
): Promise<Ended> {
  for (;;) {
    const execution = await states.send(new DescribeExecutionCommand({ executionArn }));
    const events = await historyOf(states, executionArn);
    if (execution.status !== 'RUNNING' && execution.status !== 'PENDING_REDRIVE')
      return {
        status: execution.status ?? 'unknown',
        output: execution.output,
        cause: causeOf(execution.error, execution.cause),
        timings: timingsOf(events),
      };
    const step = await stepOf(states, executionArn, events);
    if (step !== undefined) tell(step);
    await sleep(EVERY_MS);
  }
}

async function historyOf(states: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await states.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 1000,
        nextToken,
        includeExecutionData: false,
      }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

async function stepOf(
  states: SFNClient,
  executionArn: string,
  events: readonly HistoryEvent[],
): Promise<Step | undefined> {
  const state = events.findLast((event) => event.stateEnteredEventDetails !== undefined)
    ?.stateEnteredEventDetails?.name;
  if (state === undefined) return undefined;
  const { mapRuns } = await states.send(new ListMapRunsCommand({ executionArn }));
  const mapRunArn = mapRuns?.find(({ stopDate }) => stopDate === undefined)?.mapRunArn;
  if (mapRunArn === undefined) return { state };
  const { itemCounts } = await states.send(new DescribeMapRunCommand({ mapRunArn }));
  return {
    state,
    items: {
      done: itemCounts?.succeeded ?? 0,
      failed: itemCounts?.failed ?? 0,
      of: itemCounts?.total ?? 0,
    },
  };
}

/** From each state's entry to its exit; a state entered again (a retry's loop) counts once, in all. */
function timingsOf(events: readonly HistoryEvent[]): Ended['timings'] {
  const entered = new Map<string, number>();
  const seconds = new Map<string, number>();
  for (const event of events) {
    const at = event.timestamp?.getTime() ?? 0;
    const begun = event.stateEnteredEventDetails?.name;
    if (begun !== undefined) entered.set(begun, at);
    const done = event.stateExitedEventDetails?.name;
    const since = done === undefined ? undefined : entered.get(done);
    if (done !== undefined && since !== undefined)
      seconds.set(done, (seconds.get(done) ?? 0) + (at - since) / 1000);
  }
  return [...seconds].map(([step, took]) => ({ step, seconds: took }));
}

function causeOf(error: string | undefined, cause: string | undefined): string | undefined {
  if (error === undefined && cause === undefined) return undefined;
  return sanitize([error, cause].filter((part) => part !== undefined).join(': '), 600);
}
