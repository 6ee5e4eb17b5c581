import { PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';

/** What became of one call of `Publish`. */
export type Attempt =
  | { outcome: 'taken'; messageId: string }
  /** SNS refused it, or it was never sent: no subscriber got it. */
  | { outcome: 'refused'; error: unknown; throttled: boolean }
  /** It was sent and no usable answer came: SNS may have taken it. */
  | { outcome: 'unanswered'; error: unknown };

/**
 * Sends a message to a topic once, whatever retries the client is configured for: a retry after a lost answer would be
 * a second copy that nobody counts. `Publish` takes no idempotency token on standard topics (SNS API reference).
 * @param milliseconds How long to wait for the answer.
 */
export async function publishOnce(
  sns: SNSClient,
  input: PublishCommandInput,
  milliseconds: number,
): Promise<Attempt> {
  const command = new PublishCommand(input);
  let sent = false;
  command.middlewareStack.add(
    (next) => async (args) => {
      sent = true;
      try {
        return await next(args);
      } catch (error) {
        throw new Last(error);
      }
    },
    // Inside the client's loop of retries, around one request.
    { step: 'deserialize', name: 'publishOnce', priority: 'high' },
  );
  try {
    const { MessageId } = await sns.send(command, { abortSignal: AbortSignal.timeout(milliseconds) });
    if (MessageId === undefined)
      return { outcome: 'unanswered', error: new Error('SNS answered without a message id') };
    return { outcome: 'taken', messageId: MessageId };
  } catch (thrown) {
    const error = thrown instanceof Last ? thrown.failure : thrown;
    if (sent && !isRefusal(error)) return { outcome: 'unanswered', error };
    return { outcome: 'refused', error, throttled: isThrottle(error) };
  }
}

/** Carries a request's error past the client's retries, which know nothing of it. */
class Last extends Error {
  override readonly name = 'Last';
  readonly failure: unknown;
  constructor(failure: unknown) {
    super('not retried');
    this.failure = failure;
  }
}

/** Errors of a connection that was never made: Node's `errno` codes. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const REQUEST_TIMEOUT = 408;

/** An answer of the 4xx class says that nothing was published; 5xx and a lost connection say nothing. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return status >= 400 && status < 500 && status !== REQUEST_TIMEOUT;
  return error instanceof Error && NOT_CONNECTED.has(String(Reflect.get(error, 'code')));
}

function isThrottle(error: unknown): boolean {
  return statusOf(error) === 429 || (error instanceof Error && error.name.startsWith('Thrott'));
}

/** The HTTP status of the SDK's error, if the service answered. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const metadata: unknown = Reflect.get(error, '$metadata');
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const status: unknown = Reflect.get(metadata, 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}
