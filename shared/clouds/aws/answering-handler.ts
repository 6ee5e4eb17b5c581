import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { NoAnswer, type CallLimits } from '../no-answer.ts';

type Handled = Awaited<ReturnType<NodeHttpHandler['handle']>>;

/**
 * Requests of the AWS SDK with a limit of time over the whole answer: the SDK's own limits end with the answer's head,
 * or begin again with each of its parts. A call that is not answered in time is tried once more, then ends as
 * {@link NoAnswer}, which the SDK does not retry.
 */
export class AnsweringHandler extends NodeHttpHandler {
  readonly #limits: CallLimits;

  constructor(limits: CallLimits) {
    super({
      connectionTimeout: limits.connectMs,
      requestTimeout: limits.answerMs,
      socketTimeout: limits.answerMs,
      throwOnRequestTimeout: true,
    });
    this.#limits = limits;
  }

  override async handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const { connectMs, answerMs } = this.#limits;
    const deadline = Date.now() + connectMs + answerMs;
    try {
      return await wholeAnswer(await super.handle(request, options), deadline, options?.abortSignal);
    } catch (error) {
      // The SDK numbers its attempts: `attempt=2; max=6`.
      const isFirst = request.headers['amz-sdk-request']?.startsWith('attempt=1;') === true;
      if (isFirst || !(error instanceof Error) || error.name !== 'TimeoutError') throw error;
      throw new NoAnswer(request.hostname, answerMs);
    }
  }
}

/** Reads the body, since whoever reads it later has no limit of time. All answers that the product asks for are small. */
async function wholeAnswer(
  { response, ...rest }: Handled,
  deadline: number,
  signal: unknown,
): Promise<Handled> {
  const { body } = response;
  if (!(body instanceof Readable)) return { response, ...rest };
  const chunks: Uint8Array[] = [];
  const late = setTimeout(() => body.destroy(timedOut()), Math.max(0, deadline - Date.now()));
  const aborted = () => body.destroy(abortError());
  const isSignal = signal instanceof AbortSignal;
  if (isSignal) signal.addEventListener('abort', aborted);
  try {
    for await (const chunk of body) chunks.push(chunk);
  } finally {
    clearTimeout(late);
    if (isSignal) signal.removeEventListener('abort', aborted);
  }
  response.body = Readable.from([Buffer.concat(chunks)]);
  return { response, ...rest };
}

/** Under the name of the SDK's own error, so that it is tried again. */
function timedOut(): Error {
  return Object.assign(new Error('the body of the answer did not come in time'), { name: 'TimeoutError' });
}

function abortError(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
