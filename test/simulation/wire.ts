import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CALL_LIMITS } from '../../shared/clouds/no-answer.ts';
import { asNextVersion } from './next-version.ts';
import { Killed } from '../bed/pipeline/wire-kill.ts';

/** What happens to one call: its answer is lost, it never arrives, or it hangs (having arrived or not). */
export type Fate = 'lost' | 'broken' | 'hang' | 'hang-arrived';

/** One process of the product: all calls that its code makes, however deep. */
export interface SimulatedProcess {
  /** Dies at this call of its own; undefined: it lives. */
  killAt?: { call: number; moment: 'before' | 'after' } | undefined;
  /** @param call `dynamodb PutItem organisation run#…`, the same whenever the same is asked. */
  fateOf(call: string): Fate | undefined;
  /** It is of a newer version. */
  newer?: boolean | undefined;
  calls: number;
  dead: boolean;
  /** Requests on their way. They take effect even if the process dies. */
  under: Set<Promise<unknown>>;
}

const current = new AsyncLocalStorage<SimulatedProcess>();

/** Runs work as a process, until it ends or dies; what it had sent has then taken effect. */
export async function asProcess<T>(process: SimulatedProcess, work: () => Promise<T>): Promise<T> {
  try {
    return await current.run(process, work);
  } finally {
    process.dead = true;
    await Promise.allSettled(process.under);
  }
}

type Handle = (
  this: NodeHttpHandler,
  ...args: Parameters<NodeHttpHandler['handle']>
) => ReturnType<NodeHttpHandler['handle']>;

/** Intercepts all SDK clients in this program. */
export function interceptCalls(): void {
  const handle: Handle = Reflect.get(NodeHttpHandler.prototype, 'handle');
  NodeHttpHandler.prototype.handle = async function (this: NodeHttpHandler, ...args) {
    const process = current.getStore();
    if (process === undefined) return handle.apply(this, args);
    if (process.dead) throw new Killed();
    process.calls += 1;
    const { killAt } = process;
    const isLast = killAt !== undefined && process.calls >= killAt.call;
    if (isLast) process.dead = true;
    if (isLast && killAt.moment === 'before') throw new Killed();
    const fate = process.fateOf(nameOf(args[0]));
    if (fate === 'broken') throw failure('ECONNRESET');
    if (fate === 'hang') return hang();
    if (process.newer === true) becomeNewer(args[0]);
    const sending = handle.apply(this, args);
    process.under.add(sending);
    const answer = await sending.finally(() => process.under.delete(sending));
    if (process.dead) throw new Killed();
    if (fate === 'lost') throw failure('ECONNRESET');
    if (fate === 'hang-arrived') return hang();
    return answer;
  };
}

/** The tables of the simulation check no signature. */
function becomeNewer(request: Parameters<NodeHttpHandler['handle']>[0]): void {
  if (!String(request.headers['x-amz-target']).endsWith('.PutItem')) return;
  request.body = asNextVersion(textOf(request.body));
  request.headers['content-length'] = String(Buffer.byteLength(request.body));
}

/** The limits of requests, and of their whole answers; every other wait of a process is a pause before a retry. */
const { connectMs, answerMs } = CALL_LIMITS;
const REQUEST_LIMITS_MS = [connectMs, answerMs, connectMs + answerMs, 30_000];
const SHORTENED = 100;

/** A process's pauses between retries take a hundredth of their time, in the same order. */
export function shortenPauses(): void {
  const original = globalThis.setTimeout;
  const shortened = (work: () => void, milliseconds = 0) =>
    original(
      work,
      current.getStore() === undefined || REQUEST_LIMITS_MS.includes(milliseconds)
        ? milliseconds
        : milliseconds / SHORTENED,
    );
  globalThis.setTimeout = Object.assign(shortened, original);
}

/** Timeouts are real, but short. */
async function hang(): Promise<never> {
  await pause(5);
  throw Object.assign(failure('ETIMEDOUT'), { name: 'TimeoutError' });
}

function failure(code: string): Error {
  return Object.assign(new Error(`simulated ${code}`), { code });
}

/** Without what differs between processes: times, tables, signatures. */
function nameOf({ headers, path, method, body }: Parameters<NodeHttpHandler['handle']>[0]): string {
  const text = textOf(body);
  const target = headers['x-amz-target'] ?? '';
  if (target.startsWith('DynamoDB')) return `dynamodb ${target.split('.')[1]} ${keyIn(text)}`;
  const action = new URLSearchParams(text).get('Action');
  const region = /\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(headers['authorization'] ?? '');
  return `${region?.[2] ?? 'aws'} ${action ?? (target === '' ? `${method} ${path}` : target)} ${region?.[1] ?? ''}`;
}

function keyIn(body: string): string {
  const account = /"account":\{"S":"([^"]*)"/.exec(body)?.[1] ?? /":p":\{"S":"([^"]*)"/.exec(body)?.[1] ?? '';
  const item = /"item":\{"S":"([^"]*)"/.exec(body)?.[1] ?? /":prefix":\{"S":"([^"]*)"/.exec(body)?.[1] ?? '';
  return `${account} ${item}`;
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body).toString() : '';
}
