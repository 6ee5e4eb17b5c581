import type { DeserializeMiddleware, HandlerExecutionContext, MetadataBearer } from '@smithy/types';
import type { AwsClient } from './client.ts';
import { oddDatesReplaced } from './response-schema.ts';

/** The SDK reads a response with a lower status as an answer, the others as errors. */
const FIRST_ERROR_STATUS = 300;

type Middleware = DeserializeMiddleware<object, MetadataBearer>;

/** A response whose body was received, and its text without odd dates once the SDK has refused it. */
interface Answer {
  response: object;
  text: string;
  readable?: string | undefined;
}

/**
 * Keeps one odd date from costing its whole page: the SDK refuses a response with a date of the wrong form. It is then
 * given the same response once more, in which such dates are replaced. Responses that it reads are not touched.
 */
export function tolerateOddDates(client: Pick<AwsClient, 'middlewareStack'>): void {
  // By the arguments of the attempt, which both middlewares get.
  const answers = new WeakMap<object, Answer>();
  const replaceOddDates: Middleware = (next, context) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      const answer = answers.get(args);
      const readable = answer === undefined ? undefined : readableText(answer, context);
      if (answer === undefined || readable === undefined) throw error;
      answers.set(args, { ...answer, readable });
      return next(args);
    }
  };
  const keepResponse: Middleware = (next) => async (args) => {
    const known = answers.get(args);
    if (known?.readable !== undefined)
      return { response: Object.assign(known.response, { body: Buffer.from(known.readable) }) };
    const result = await next(args);
    const { response } = result;
    if (!isAnswer(response)) return result;
    const body = await received(response.body);
    answers.set(args, { response, text: body.toString() });
    return { ...result, response: Object.assign(response, { body }) };
  };
  const toMiddleware = 'deserializerMiddleware';
  client.middlewareStack.addRelativeTo(replaceOddDates, {
    relation: 'before',
    toMiddleware,
    name: 'replaceOddDates',
  });
  client.middlewareStack.addRelativeTo(keepResponse, {
    relation: 'after',
    toMiddleware,
    name: 'keepResponse',
  });
}

/** The text that the SDK can read; undefined if its dates are not what it refused. */
function readableText({ text, readable }: Answer, context: HandlerExecutionContext): string | undefined {
  if (readable !== undefined) return undefined;
  const replaced = oddDatesReplaced(text, context);
  return replaced === text ? undefined : replaced;
}

function isAnswer(response: unknown): response is { body: AsyncIterable<Uint8Array> } {
  return (
    typeof response === 'object' &&
    response !== null &&
    'statusCode' in response &&
    Number(response.statusCode) < FIRST_ERROR_STATUS &&
    'body' in response &&
    typeof response.body === 'object' &&
    response.body !== null &&
    Symbol.asyncIterator in response.body
  );
}

async function received(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
