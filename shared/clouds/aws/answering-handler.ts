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
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), connectMs + answerMs);
    try {
      return await wholeAnswer(await super.handle(request, options), late.signal, options?.abortSignal);
    } catch (error) {
      // The SDK numbers its attempts: `attempt=2; max=6`.
      const isFirst = request.headers['amz-sdk-request']?.startsWith('attempt=1;') === true;
      if (isFirst || !(error instanceof Error) || error.name !== 'TimeoutError') throw error;
      throw new NoAnswer(request.hostname, answerMs);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Reads the body, since whoever reads it later has no limit of time. All answers that the product asks for are small. */
async function wholeAnswer(
  { response, ...rest }: Handled,
  late: AbortSignal,
  given: unknown,
): Promise<Handled> {
  const { body } = response;
  if (!(body instanceof Readable)) return { response, ...rest };
  const end = AbortSignal.any(given instanceof AbortSignal ? [late, given] : [late]);
  const stop = () => body.destroy(late.aborted ? timedOut() : abortError());
  end.addEventListener('abort', stop);
  if (end.aborted) stop();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  end.removeEventListener('abort', stop);
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
