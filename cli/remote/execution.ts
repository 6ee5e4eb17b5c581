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
export interface ExecutionResult {
  status: string;
  /** Output of its last state, as JSON. */
  output: string | undefined;
  /** Why it did not succeed. */
  cause: string | undefined;
  /** Duration of each state in seconds, in order. */
  timings: { step: string; seconds: number }[];
}

/** The state that was entered last and, in a distributed Map, the number of items done. */
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

/** Polls an execution until it ends, and reports each step. */
export async function followExecution(
  states: SFNClient,
  executionArn: string,
  report: (step: Step) => void,
): Promise<ExecutionResult> {
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
    if (step !== undefined) report(step);
    await sleep(EVERY_MS);
  }
}

/** The next step after a failed run. */
export function nextStep(
  { status, cause }: Pick<ExecutionResult, 'status' | 'cause'>,
  execution: string,
): string {
  // Such a run reached its last state: a redrive would repeat only that one, not the Map that tolerated failures.
  const over = cause?.startsWith('RunIncomplete') === true;
  if (over || status === 'ABORTED') return 'Fix the cause, then start another run: npx skc run --remote';
  return `Fix the cause, then redrive it: aws stepfunctions redrive-execution --execution-arn ${execution}`;
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

/** From each state's entry to its exit; the times of a state that is entered again (a retry loop) are added up. */
function timingsOf(events: readonly HistoryEvent[]): ExecutionResult['timings'] {
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
