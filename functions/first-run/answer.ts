import * as z from 'zod';
import { errorText } from '../../shared/model/error-text.ts';

/** What CloudFormation sends to a custom resource: where the answer goes, and to which request. */
export const askedSchema = z.object({
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
});

/** CloudFormation has no answer of the custom resource, and waits for it. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

const TRIES = 2;

/**
 * Answers CloudFormation, which waits an hour for it.
 * @param timeoutMs per try; there are two.
 * @throws {NotAnswered} when no try was taken. The URL is not in the message: it is signed.
 */
export async function answer(
  event: z.infer<typeof askedSchema>,
  result: { Status: string; Reason?: string },
  timeoutMs = 10_000,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'first-run' } = event;
  const body = JSON.stringify({ ...result, StackId, RequestId, LogicalResourceId, PhysicalResourceId });
  let reason = '';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const response = await fetch(event.ResponseURL, {
        method: 'PUT',
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      if (response.ok) return;
      reason = `HTTP ${response.status}`;
    } catch (error) {
      reason = errorText(error);
    }
  }
  throw new NotAnswered(
    `CloudFormation did not take the response in ${TRIES} tries: ${reason}. Deploy again.`,
  );
}
