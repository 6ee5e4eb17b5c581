import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthClient } from 'google-auth-library';
import * as z from 'zod';
import type { Calls } from '../calls.ts';
import { answeredIn, CALL_LIMITS, type CallLimits } from '../no-answer.ts';
import { openRetryBudget, type RetryBudget } from '../retry-budget.ts';
import type { GcpCall } from './call.ts';
import { gcpHostUrl } from './endpoint.ts';
import { exchange, notAsked } from './exchange.ts';
import { answeredError, BAD_ANSWER, GcpError, isThrottling, REPEATED_PAGE } from './problem.ts';
import type { Quota } from './quota.ts';
import { askedToWait, waitBefore } from './retry-wait.ts';
import { signInError } from './sign-in-error.ts';
import { onceOnly } from '../once-only.ts';

/** A page of a list, and the token with which another call continues after it; without one it is the last. */
export interface GcpPage {
  page: unknown;
  next: string | undefined;
}

export interface GcpRest {
  /**
   * Returns one response without validating it.
   * @throws {GcpError} for an error response or no response.
   */
  ask(call: GcpCall): Promise<unknown>;
  /**
   * All pages of a list, following `nextPageToken`, from a token on if one is given.
   * @throws {GcpError} if a token repeats, after the pages before it.
   */
  pages(call: GcpCall, from?: string): AsyncIterable<GcpPage>;
  /** The same client with a budget of retries for the calls of one target. */
  forTarget(): GcpRest;
}

export interface RestOptions {
  auth: () => Promise<AuthClient>;
  /** Forgets the sign-in: the next call signs in again. */
  signOut: () => void;
  endpoint: string | undefined;
  calls: Calls;
  quota: Quota;
  /** The project that Google counts the calls for. Default: unknown, and one for all. */
  caller?: string | undefined;
  /** The id of a project by its number, where it is known, since errors name numbers. */
  projectIdOf?: ((number: string) => string | undefined) | undefined;
  /** How long calls wait for their answers. */
  limits?: CallLimits | undefined;
}

const UNAUTHENTICATED = 401;
const pageSchema = z.object({ nextPageToken: z.string().nullish() });

export function openGcpRest(options: RestOptions): GcpRest {
  const { auth, signOut, endpoint, calls, quota, projectIdOf, caller = '-', limits = CALL_LIMITS } = options;

  function clientWith(budget: RetryBudget | undefined): GcpRest {
    const ask = async (call: GcpCall): Promise<unknown> => {
      try {
        return await untilAnswered(call, budget);
      } catch (error) {
        // A token may be revoked early, in the middle of a listing.
        if (!(error instanceof GcpError) || error.status !== UNAUTHENTICATED) throw error;
        signOut();
        return untilAnswered(call, budget);
      }
    };
    return {
      ask,
      pages: (call, from) => pagesOf(ask, call, from),
      forTarget: () => clientWith(openRetryBudget()),
    };
  }

  async function untilAnswered(call: GcpCall, budget: RetryBudget | undefined): Promise<unknown> {
    const client = await signedIn();
    if (budget?.isSilent() === true) throw notAsked(call);
    const service = call.operation.split(':')[0] ?? call.host;
    for (let tried = 1; ; tried += 1) {
      await quota.turn(service, caller);
      calls.add(call.operation);
      const attempt = await attempted(client, call);
      if (!('error' in attempt)) return attempt.body;
      const { error, asked } = attempt;
      const wait = waitBefore(error, tried, asked, Math.random());
      // The others would be refused as well.
      if (wait !== undefined && isThrottling(error)) quota.hold(service, caller, wait);
      else if (wait === undefined || budget?.take() === false) {
        if (error.status === undefined) budget?.noteSilence();
        throw error;
      }
      await sleep(wait);
    }
  }

  async function attempted(
    client: AuthClient,
    call: GcpCall,
  ): Promise<{ body: unknown } | { error: GcpError; asked?: number | undefined }> {
    const url = `${gcpHostUrl(`${call.host}.googleapis.com`, endpoint)}${call.path}${searchOf(call.query)}`;
    try {
      const { status, headers, body } = await exchange(client, url, call, limits);
      if (status >= 200 && status < 300)
        return typeof body === 'object' && body !== null ? { body } : { error: notJson(call, status) };
      const asked = askedToWait(headers.get('retry-after'), body, Date.now());
      return { error: answeredError(call, { status, data: body }, projectIdOf), asked };
    } catch (error) {
      if (error instanceof GcpError) return { error };
      throw error;
    }
  }

  /** Signs in separately, so that a refused sign-in is not mistaken for a denial by the service. */
  async function signedIn(): Promise<AuthClient> {
    const opened = async () => {
      const client = await auth();
      await client.getRequestHeaders();
      return client;
    };
    try {
      // The library's sign-in has no time limit of its own for all of its calls.
      return await answeredIn('Google sign-in (STS and IAM Credentials)', limits.signInMs, opened());
    } catch (error) {
      throw signInError(error);
    }
  }

  return clientWith(undefined);
}

async function* pagesOf(
  ask: GcpRest['ask'],
  call: GcpCall,
  from: string | undefined,
): AsyncIterable<GcpPage> {
  const follow = onceOnly((seen) => repeatedPage(call, seen));
  let token = from;
  do {
    follow(token);
    const page = await ask(
      token === undefined ? call : { ...call, query: { ...call.query, pageToken: token } },
    );
    const { nextPageToken } = checked(call, pageSchema, page);
    token = nextPageToken === '' ? undefined : (nextPageToken ?? undefined);
    yield { page, next: token };
  } while (token !== undefined);
}

function repeatedPage({ operation, permission }: GcpCall, pages: number): GcpError {
  return new GcpError(operation, {
    code: REPEATED_PAGE,
    message: `${operation} returned a page token a second time, after ${pages} pages: the list was not read to its end.`,
    needs: permission,
  });
}

/** Validates a response. @throws {GcpError} if it is not in its documented form. */
export function checked<T>(
  { operation, permission }: Pick<GcpCall, 'operation' | 'permission'>,
  schema: z.ZodType<T>,
  answer: unknown,
): T {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new GcpError(
    operation,
    {
      code: BAD_ANSWER,
      message: `${operation} returned a response that is not in its documented form.`,
      needs: permission,
    },
    read.error,
  );
}

function notJson({ operation, permission }: GcpCall, status: number): GcpError {
  return new GcpError(operation, {
    code: BAD_ANSWER,
    status,
    message: `${operation} returned HTTP ${status} with something that is not JSON. Check for a proxy on the way.`,
    needs: permission,
  });
}

function searchOf(query: GcpCall['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const each of typeof value === 'string' ? [value] : value) search.append(name, each);
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
