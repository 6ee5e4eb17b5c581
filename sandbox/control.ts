import * as z from 'zod';
import { instantSchema } from '../shared/model/fields.ts';
import type { Instant } from '../shared/model/instant.ts';
import type { Call } from './calls.ts';
import type { Fault } from './faults.ts';
import { publishedMessageSchema } from './outbox.ts';
import type { PublishedMessage } from './outbox.ts';

/** The control of a sandbox in another process. */
export interface RemoteControl {
  health(): Promise<{ ok: boolean; now: Instant; connections: number }>;
  clock: {
    now(): Promise<Instant>;
    set(to: Instant): Promise<void>;
    advanceDays(days: number): Promise<void>;
  };
  faults: { add(fault: Fault): Promise<void>; clear(): Promise<void> };
  calls: { list(): Promise<Call[]>; counts(): Promise<Record<string, number>>; clear(): Promise<void> };
  outbox: { list(): Promise<PublishedMessage[]> };
  /** Its Azure: the proxy's port and the authority to trust; undefined if the estate has none. */
  azure(): Promise<{ port: number; ca: string } | undefined>;
  /** Number of sign-ins to its Google Cloud; undefined if the estate has none. */
  gcp(): Promise<{ tokensGiven: { federated: number; 'service-account': number } } | undefined>;
}

/** The sandbox could not be reached, or refused a request. */
export class SandboxRefused extends Error {
  override readonly name = 'SandboxRefused';
}

/** @param url address of the sandbox: `http://127.0.0.1:4567`. */
export function sandboxControl(url: string): RemoteControl {
  const get = async <T>(path: string, schema: z.ZodType<T>) => schema.parse(await ask(url, 'GET', path));
  const clear = async (path: string) => void (await ask(url, 'DELETE', path));
  const order = async (path: string, input: object) => void (await ask(url, 'POST', path, input));
  return {
    health: () => get('/health', healthSchema),
    clock: {
      now: async () => (await get('/clock', z.object({ now: instantSchema }))).now,
      set: (to) => order('/clock', { now: to }),
      advanceDays: (days) => order('/clock', { advanceDays: days }),
    },
    faults: { add: (fault) => order('/faults', fault), clear: () => clear('/faults') },
    calls: {
      list: () => get('/calls', z.array(callSchema)),
      counts: () => get('/calls/counts', z.record(z.string(), z.number())),
      clear: () => clear('/calls'),
    },
    outbox: { list: () => get('/outbox', z.array(publishedMessageSchema)) },
    azure: async () => {
      const { port, ca } = await get('/azure', azureSchema);
      return port === undefined || ca === undefined ? undefined : { port, ca };
    },
    gcp: async () => {
      const { tokensGiven } = await get('/gcp', gcpSchema);
      return tokensGiven === undefined ? undefined : { tokensGiven };
    },
  };
}

const azureSchema = z.object({ port: z.number().optional(), ca: z.string().optional() });

const gcpSchema = z.object({
  tokensGiven: z.object({ federated: z.number(), 'service-account': z.number() }).optional(),
});

const healthSchema = z.object({ ok: z.boolean(), now: instantSchema, connections: z.number() });

const callSchema: z.ZodType<Call> = z.object({
  service: z.string(),
  operation: z.string(),
  account: z.string(),
  region: z.string(),
  status: z.number(),
  code: z.string().optional(),
  fault: z.string().optional(),
  valueRead: z.boolean(),
});

const ANSWERS_WITHIN_MS = 50_000;

async function ask(url: string, method: string, path: string, input?: object): Promise<unknown> {
  const answer = await fetch(`${url}/_sandbox${path}`, {
    method,
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });
  const said = await answer.text();
  if (!answer.ok)
    throw new SandboxRefused(
      `the sandbox at ${url} returned ${answer.status} for ${method} ${path}: ${said}`,
    );
  return JSON.parse(said);
}
