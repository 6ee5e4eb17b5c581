import { gaxios, type AuthClient } from 'google-auth-library';
import { NO_ANSWER, NO_ANSWER_STEP, NoAnswer, type CallLimits } from '../no-answer.ts';
import { CUT_SHORT, GcpError } from './problem.ts';
import type { GcpCall } from './call.ts';
import { valueOfJson } from '../../model/json-text.ts';

/** An answer of Google's, whatever its status. */
export interface GcpAnswer {
  status: number;
  headers: Headers;
  /** The parsed JSON; undefined if the answer is not JSON. */
  body: unknown;
}

/**
 * Sends one request and reads its whole answer. It ends when that is not there within `limits.answerMs`: one that only
 * trickles would otherwise never let a run end.
 * @throws {GcpError} without a status if there is no answer, or not all of it.
 */
export async function exchange(
  client: AuthClient,
  url: string,
  call: GcpCall,
  { answerMs }: Pick<CallLimits, 'answerMs'>,
): Promise<GcpAnswer> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), answerMs);
  let begun = false;
  try {
    const { status, headers, data } = await client.request<AsyncIterable<Uint8Array>>({
      url,
      headers: { accept: 'application/json' },
      responseType: 'stream',
      validateStatus: () => true,
      retry: false,
      signal: late.signal,
    });
    begun = true;
    const parts: Uint8Array[] = [];
    for await (const part of data) parts.push(part);
    return { status, headers, body: valueOfJson(Buffer.concat(parts).toString()) };
  } catch (error) {
    if (late.signal.aborted) throw unanswered(call, answerMs, error);
    if (begun) throw cutShort(call, error);
    // Anything else is of the sign-in, which this request may have renewed.
    if (!(error instanceof gaxios.GaxiosError) || error.response !== undefined) throw error;
    const code = error.code === undefined ? NO_ANSWER : String(error.code);
    throw errorOf(call, { code, message: `No response: ${error.message}` }, error);
  } finally {
    clearTimeout(timer);
  }
}

/** For a call that is not made, since others of its target got no answer. */
export function notAsked(call: GcpCall): GcpError {
  const message = `${call.host}.googleapis.com did not answer other calls for this target, so this one was not made. ${NO_ANSWER_STEP}`;
  return errorOf(call, { code: NO_ANSWER, message, remedy: NO_ANSWER_STEP });
}

function unanswered(call: GcpCall, answerMs: number, cause: unknown): GcpError {
  const { message } = new NoAnswer(`${call.host}.googleapis.com`, answerMs);
  return errorOf(call, { code: NO_ANSWER, message, remedy: NO_ANSWER_STEP }, cause);
}

function cutShort(call: GcpCall, cause: unknown): GcpError {
  const message = `The answer of ${call.host}.googleapis.com to ${call.operation} was cut short.`;
  return errorOf(call, { code: CUT_SHORT, message }, cause);
}

function errorOf(
  { operation, permission }: GcpCall,
  said: { code: string; message: string; remedy?: string },
  cause?: unknown,
): GcpError {
  return new GcpError(operation, { ...said, needs: permission }, cause);
}
