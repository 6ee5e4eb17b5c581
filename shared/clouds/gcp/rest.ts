import { setTimeout as sleep } from 'node:timers/promises';
import { gaxios, type AuthClient } from 'google-auth-library';
import * as z from 'zod';
import type { Calls } from '../calls.ts';
import {
  answeredIn,
  CALL_LIMITS,
  NO_ANSWER,
  NO_ANSWER_STEP,
  NoAnswer,
  type CallLimits,
} from '../no-answer.ts';
import { gcpHostUrl } from './endpoint.ts';
import { answeredError, BAD_ANSWER, GcpError } from './problem.ts';
import type { Quota } from './quota.ts';
import { signInError } from './sign-in-error.ts';

/** One read request to Google's REST API. Only GET requests are sent. */
export interface GcpCall {
  /** First part of the host name: `secretmanager`, or `secretmanager.europe-west3.rep` for one region. */
  host: string;
  /** For counts and errors: `secretmanager:ListSecrets`. */
  operation: string;
  /** The project to read; counts towards its quota. */
  project: string;
  /** `/v1/projects/pay/secrets`. */
  path: string;
  query?: Readonly<Record<string, string | readonly string[]>>;
}

export interface GcpRest {
  /**
   * Returns one response without validating it.
   * @throws {GcpError} for an error response or no response.
   */
  ask(call: GcpCall): Promise<unknown>;
  /** All pages of a list, following `nextPageToken`. */
  pages(call: GcpCall): AsyncIterable<unknown>;
}

export interface RestOptions {
  auth: () => Promise<AuthClient>;
  /** Forgets the sign-in: the next call signs in again. */
  signOut: () => void;
  endpoint: string | undefined;
  calls: Calls;
  quota: Quota;
  /** How long calls wait for their answers. */
  limits?: CallLimits | undefined;
}

const RETRIES = 5;
/** Fewer retries for a host that does not respond, since each attempt takes the whole timeout. */
const SILENT_RETRIES = 1;
const UNAUTHENTICATED = 401;
const LONGEST_WAIT_MS = 60_000;
const pageSchema = z.object({ nextPageToken: z.string().optional() });

export function openGcpRest({
  auth,
  signOut,
  endpoint,
  calls,
  quota,
  limits = CALL_LIMITS,
}: RestOptions): GcpRest {
  async function ask(call: GcpCall): Promise<unknown> {
    try {
      return await askOnce(call);
    } catch (error) {
      // A token may be revoked early, in the middle of a listing.
      if (!(error instanceof GcpError) || error.status !== UNAUTHENTICATED) throw error;
      signOut();
      return askOnce(call);
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
      // The library's sign-in has no time limit of its own.
      return await answeredIn('Google sign-in (STS and IAM Credentials)', limits.signInMs, opened());
    } catch (error) {
      throw signInError(error);
    }
  }

  async function askOnce(call: GcpCall): Promise<unknown> {
    const client = await signedIn();
    const service = call.operation.split(':')[0] ?? call.host;
    const turn = async () => {
      await quota.turn(service, call.project);
      calls.add(call.operation);
    };
    await turn();
    try {
      const { data } = await client.request<unknown>({
        url: `${gcpHostUrl(`${call.host}.googleapis.com`, endpoint)}${call.path}${searchOf(call.query)}`,
        timeout: limits.answerMs,
        responseType: 'json',
        retry: true,
        retryConfig: {
          retry: RETRIES,
          noResponseRetries: SILENT_RETRIES,
          retryBackoff: async (error, standard) => {
            await sleep(waitBefore(error, standard));
            await turn();
          },
        },
      });
      if (typeof data !== 'object' || data === null) throw badAnswer(call);
      return data;
    } catch (error) {
      throw error instanceof gaxios.GaxiosError ? asGcpError(call, error, limits) : error;
    }
  }

  return {
    ask,
    async *pages(call) {
      let token: string | undefined;
      do {
        const page = await ask(
          token === undefined ? call : { ...call, query: { ...call.query, pageToken: token } },
        );
        yield page;
        const { nextPageToken } = checked(call, pageSchema, page);
        token = nextPageToken === '' ? undefined : nextPageToken;
      } while (token !== undefined);
    },
  };
}

/** Validates a response. @throws {GcpError} if it is not in its documented form. */
export function checked<T>(call: Pick<GcpCall, 'operation'>, schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw badAnswer(call, read.error);
}

function badAnswer({ operation }: Pick<GcpCall, 'operation'>, cause?: unknown): GcpError {
  return new GcpError(
    operation,
    { code: BAD_ANSWER, message: `${operation} returned a response that is not in its documented form.` },
    cause,
  );
}

function asGcpError(call: GcpCall, error: gaxios.GaxiosError, { answerMs }: CallLimits): GcpError {
  if (error.response === undefined && isOverTime(error))
    return new GcpError(
      call.operation,
      {
        code: NO_ANSWER,
        message: new NoAnswer(`${call.host}.googleapis.com`, answerMs).message,
        remedy: NO_ANSWER_STEP,
      },
      error,
    );
  if (error.response === undefined)
    return new GcpError(
      call.operation,
      {
        code: error.code === undefined ? NO_ANSWER : String(error.code),
        message: `No response: ${error.message}`,
      },
      error,
    );
  return answeredError(call.operation, call.project, error.response, error);
}

/** The limit of time is a signal that aborts the request. */
function isOverTime(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each.name === 'TimeoutError' || each.name === 'AbortError') return true;
  return false;
}

/** The service's `Retry-After`, or else exponential backoff with jitter. */
function waitBefore(error: gaxios.GaxiosError, standard: number): number {
  const asked = Number(error.response?.headers.get('retry-after') ?? Number.NaN) * 1000;
  const wait = Number.isFinite(asked) ? asked : standard * (0.5 + Math.random());
  return Math.min(wait, LONGEST_WAIT_MS);
}

function searchOf(query: GcpCall['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const each of typeof value === 'string' ? [value] : value) search.append(name, each);
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
