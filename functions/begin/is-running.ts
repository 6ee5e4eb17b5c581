import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';

/**
 * Whether an execution of the workflow is in progress. One that Step Functions no longer knows is not: executions are
 * deleted after 90 days (Step Functions quotas), or with their state machine.
 * @throws the error of Step Functions when it cannot be asked.
 */
export async function isRunning(executionArn: string, states: SFNClient): Promise<boolean> {
  try {
    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' || status === 'PENDING_REDRIVE';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}
