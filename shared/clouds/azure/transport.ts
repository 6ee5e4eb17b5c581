import { Agent, request as httpsRequest } from 'node:https';
import { Agent as AnyAgent, type IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  createHttpHeaders,
  RestError,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { errorText } from '../../model/error-text.ts';
import { NO_ANSWER, NoAnswer, type CallLimits } from '../no-answer.ts';
import { NAME_NOT_FOUND } from './denial.ts';

/** The connection broke before the answer was complete. */
export const CUT_SHORT = 'CutShort';

/**
 * Sends requests over HTTPS. The client of Azure's SDK has no limit for connecting or for the parts of an answer, keeps
 * a timer running after a connection broke, and never ends a compressed answer that was cut short.
 * @param limits A connection must be made within `connectMs`, and the answer be there as a whole within `answerMs`.
 */
export function openTransport(limits: CallLimits): HttpClient {
  const agent = new Agent({ keepAlive: true });
  return { sendRequest: (request) => exchange(request, agent, limits) };
}

/** @throws {RestError} with Node's code, {@link NAME_NOT_FOUND}, {@link CUT_SHORT} or {@link NO_ANSWER}. */
function exchange(
  request: PipelineRequest,
  agent: Agent,
  { connectMs, answerMs }: CallLimits,
): Promise<PipelineResponse> {
  return new Promise((resolve, reject) => {
    const { host } = new URL(request.url);
    const sent = httpsRequest(request.url, {
      method: request.method,
      headers: request.headers.toJSON({ preserveCase: true }),
      // The agent of a proxy, if there is one.
      agent: request.agent instanceof AnyAgent ? request.agent : agent,
    });
    let timer: NodeJS.Timeout | undefined;
    const failed = (message: string, code: string) => {
      clearTimeout(timer);
      sent.destroy();
      reject(new RestError(message, { code, request }));
    };
    const within = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => failed(new NoAnswer(host, milliseconds).message, NO_ANSWER), milliseconds);
    };
    within(connectMs);
    sent.once('socket', (socket) => {
      if (sent.reusedSocket) within(answerMs);
      else socket.once('secureConnect', () => within(answerMs));
    });
    // More than one may follow when the request is destroyed.
    sent.on('error', (error: NodeJS.ErrnoException) =>
      failed(error.message, error.code === 'ENOTFOUND' ? NAME_NOT_FOUND : (error.code ?? 'ECONNRESET')),
    );
    const receive = async (answer: IncomingMessage) => {
      try {
        const bodyAsText = await textOf(answer);
        clearTimeout(timer);
        resolve({ request, status: answer.statusCode ?? 0, headers: headersOf(answer), bodyAsText });
      } catch (error) {
        failed(`${host} cut its answer short: ${errorText(error)}`, CUT_SHORT);
      }
    };
    sent.once('response', (answer) => void receive(answer));
    sent.end(typeof request.body === 'string' ? request.body : undefined);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const isPacked = answer.headers['content-encoding'] === 'gzip';
  // A pipeline passes the end of a broken connection on; `pipe` does not.
  const parts: Readable = isPacked ? pipeline(answer, createGunzip(), () => undefined) : answer;
  const whole: Uint8Array[] = [];
  for await (const part of parts) if (part instanceof Uint8Array) whole.push(part);
  return Buffer.concat(whole).toString('utf8');
}

function headersOf({ headers }: IncomingMessage): PipelineResponse['headers'] {
  const kept = createHttpHeaders();
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) kept.set(name, first);
  }
  return kept;
}
