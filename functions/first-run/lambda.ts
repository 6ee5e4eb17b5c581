import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';

/** What CloudFormation sends a custom resource, as far as it matters here. */
const eventSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
});
type Event = z.infer<typeof eventSchema>;

const environment = z.object({ AWS_REGION: z.string(), STATE_MACHINE_ARN: z.string() }).parse(process.env);

/** Starts the first run when the stack is created; updates and deletions start nothing. */
export async function handler(input: unknown): Promise<void> {
  const event = eventSchema.parse(input);
  try {
    if (event.RequestType === 'Create') await start();
    await answer(event, { Status: 'SUCCESS' });
  } catch (error) {
    // CloudFormation waits an hour for an answer that never comes.
    await answer(event, { Status: 'FAILED', Reason: `The first run could not be started: ${String(error)}` });
    throw error;
  }
}

async function start(): Promise<void> {
  const client = new SFNClient(clientConfig(environment.AWS_REGION));
  await client.send(
    new StartExecutionCommand({
      stateMachineArn: environment.STATE_MACHINE_ARN,
      input: JSON.stringify({ startedBy: 'deployment' }),
    }),
  );
}

async function answer(event: Event, result: { Status: string; Reason?: string }): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'first-run' } = event;
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ ...result, StackId, RequestId, LogicalResourceId, PhysicalResourceId }),
  });
  if (!response.ok)
    throw new Error(`CloudFormation did not take the answer: HTTP ${response.status}. Deploy again.`);
}
