import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { HOME_REGION, SECURITY_ACCOUNT } from './deploying-account.ts';

const MACHINE = `arn:aws:states:${HOME_REGION}:${SECURITY_ACCOUNT}:stateMachine:skc-watch`;
const PATIENCE_MS = 120_000;

/** The deployed workflow, as returned by its API. */
export interface DeployedWorkflow {
  executions(): Promise<string[]>;
  /** Waits until more than the given number of executions were started. @returns the newest. */
  newest(before: number): Promise<string>;
  start(): Promise<string>;
  end(execution: string): Promise<{ status: string | undefined; output: string; cause: string | undefined }>;
  /** Items of each of its Map runs: succeeded and total. */
  mapRuns(execution: string): Promise<{ succeeded: number | undefined; total: number | undefined }[]>;
}

export function deployedWorkflow(endpoint: string): DeployedWorkflow {
  const credentials = { accessKeyId: SECURITY_ACCOUNT, secretAccessKey: 'emulated' };
  const states = new SFNClient({ endpoint, region: HOME_REGION, credentials });
  const executions = async () => {
    const listed = await states.send(new ListExecutionsCommand({ stateMachineArn: MACHINE }));
    return (listed.executions ?? [])
      .toSorted((a, b) => (a.startDate?.getTime() ?? 0) - (b.startDate?.getTime() ?? 0))
      .flatMap(({ executionArn }) => executionArn ?? []);
  };
  return {
    executions,

    async newest(before) {
      return patiently(`an execution beyond the ${before} there were`, async () => {
        const all = await executions();
        return all.length > before ? all.at(-1) : undefined;
      });
    },

    async start() {
      const started = await states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, input: '{}' }));
      return started.executionArn ?? '';
    },

    async end(executionArn) {
      return patiently(`the end of ${executionArn}`, async () => {
        const {
          status,
          output = '',
          error,
          cause,
        } = await states.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING' ? undefined : { status, output, cause: cause ?? error };
      });
    },

    async mapRuns(executionArn) {
      const { mapRuns = [] } = await states.send(new ListMapRunsCommand({ executionArn }));
      const counts = [];
      for (const { mapRunArn } of mapRuns) {
        const { itemCounts } = await states.send(new DescribeMapRunCommand({ mapRunArn }));
        counts.push({ succeeded: itemCounts?.succeeded, total: itemCounts?.total });
      }
      return counts;
    },
  };
}

/** Polls every half second, for at most two minutes. */
export async function patiently<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(500);
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} seconds for ${what}`);
}
