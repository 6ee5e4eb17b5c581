import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { answer, askedSchema } from './answer.ts';

/** The part of a CloudFormation custom resource request that is used here. */
const eventSchema = askedSchema.extend({ RequestType: z.enum(['Create', 'Update', 'Delete']) });

const environment = z.object({ AWS_REGION: z.string(), STATE_MACHINE_ARN: z.string() }).parse(process.env);

/** Starts the first run when the stack is created; does nothing on update and delete. */
export async function handler(input: unknown): Promise<void> {
  const event = eventSchema.parse(input);
  try {
    if (event.RequestType === 'Create') await start();
    await answer(event, { Status: 'SUCCESS' });
  } catch (error) {
    // Without a response CloudFormation waits for an hour.
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
