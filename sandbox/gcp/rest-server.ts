import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Fault } from '../faults.ts';
import { GcpRefusal, invalid } from './error.ts';
import type { Gcp } from './gcp.ts';
import { ExchangeRefusal } from './sign-in.ts';

/**
 * Answers one REST call. The first part of the path may name the host (`/secretmanager.googleapis.com/v1/…`), because
 * one endpoint serves all of Google's hosts; without it only the path decides.
 */
export async function answerGcpRest(
  gcp: Gcp,
  request: IncomingMessage,
  response: ServerResponse,
  { path, body, wallClock }: { path: string; body: string; wallClock: Date },
): Promise<void> {
  const { host, url } = addressed(path);
  const { authorization } = request.headers;
  try {
    if (host === 'sts.googleapis.com' && url.pathname === '/v1/token') {
      send(response, 200, gcp.tokens.exchange(new URLSearchParams(body), wallClock));
      return;
    }
    const account = /^\/v1\/projects\/-\/serviceAccounts\/([^/]+):generateAccessToken$/.exec(
      url.pathname,
    )?.[1];
    if (account !== undefined) {
      const named = decodeURIComponent(account);
      send(response, 200, gcp.tokens.impersonate(named, authorization, body, wallClock));
      return;
    }
    const asked = {
      // `secretmanager.europe-west3.rep.googleapis.com` is the same service, in one region.
      service: host?.split('.')[0],
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
    };
    const { body: answer, fault } = await gcp.answer(asked, () => gcp.tokens.check(authorization, wallClock));
    strike(response, answer, fault);
  } catch (error) {
    refuse(response, error);
  }
}

function addressed(path: string): { host: string | undefined; url: URL } {
  const [, host, rest] = /^\/([\w.-]+\.googleapis\.com)(\/.*)$/.exec(path) ?? [];
  return { host, url: new URL(rest ?? path, 'http://sandbox') };
}

function strike(response: ServerResponse, answer: object, fault: Fault | undefined): void {
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'drop-after') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'garbage') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('<<<{"this is": no answer]');
    return;
  }
  if (fault?.kind !== 'truncate') return send(response, 200, answer);
  const bytes = Buffer.from(JSON.stringify(answer));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof ExchangeRefusal)
    return send(response, 400, { error: error.code, error_description: error.message });
  const refusal =
    error instanceof z.ZodError || error instanceof SyntaxError ? invalid('Invalid JSON.') : error;
  if (!(refusal instanceof GcpRefusal)) throw error;
  send(response, refusal.httpStatus, refusal.body(), refusal.headers);
}

function send(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}
