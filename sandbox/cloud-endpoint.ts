import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Aws, Caller } from './aws/aws.ts';
import { refusal } from './aws/denials.ts';
import { readsValue } from './aws/value-reads.ts';
import type { Calls } from './calls.ts';
import type { Fault, Faults } from './faults.ts';
import { CloudError, failed, throttled } from './wire/cloud-error.ts';
import { writeAnswer, writeError } from './wire/answer.ts';
import type { WireAnswer } from './wire/answer.ts';
import { readRequest } from './wire/request.ts';
import type { CloudRequest } from './wire/request.ts';

export interface CloudServices {
  aws: Aws;
  faults: Faults;
  calls: Calls;
}

/** Answers one request of a cloud client from the estate, or with a fault that a test has set. */
export async function answerCloud(
  { aws, faults, calls }: CloudServices,
  httpRequest: IncomingMessage,
  response: ServerResponse,
  body: string,
): Promise<void> {
  let request: CloudRequest | undefined;
  let caller: Caller | undefined;
  let fault: Fault | undefined;
  try {
    request = readRequest(httpRequest.url ?? '/', httpRequest.headers, body);
    caller = aws.caller(request);
    const struck = faults.strike({ ...request, account: caller.account.id });
    for (const each of struck)
      if (each.kind === 'latency') await pause(each.ms ?? 0, undefined, { ref: false });
    fault = struck.find((each) => each.kind !== 'latency') ?? struck[0];
    raise(fault, request, caller);
    const instead = fault?.kind === 'hang' || fault?.kind === 'garbage';
    const answer = instead ? GARBAGE : writeAnswer(request, aws.answer(request, caller));
    record(calls, request, caller, fault, answer.status);
    send(response, answer, fault);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const known = request ?? UNREAD;
    record(calls, known, caller, fault, error.status, error.code);
    send(response, writeError(known, error), fault);
  }
}

const UNREAD = {
  service: 'unknown',
  operation: 'unknown',
  region: 'unknown',
  protocol: 'json' as const,
  input: {},
};

const GARBAGE: WireAnswer = {
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: '<<<{"this is": no answer]',
};

function raise(fault: Fault | undefined, request: CloudRequest, { account, principal }: Caller): void {
  if (fault?.kind === 'throttle') throw throttled(request.service);
  if (fault?.kind === 'deny') throw refusal(request, account.id, principal, undefined);
  if (fault?.kind === 'error') throw failed(fault.code);
}

function send(response: ServerResponse, answer: WireAnswer, fault: Fault | undefined): void {
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'drop-after') {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  if (fault?.kind !== 'truncate') {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

function record(
  calls: Calls,
  { service, operation, region, input }: Pick<CloudRequest, 'service' | 'operation' | 'region' | 'input'>,
  caller: Caller | undefined,
  fault: Fault | undefined,
  status: number,
  code?: string,
): void {
  calls.record({
    service,
    operation,
    region,
    account: caller?.account.id ?? 'unknown',
    status,
    valueRead: readsValue(service, operation, input['KeyId'], caller?.account.declaredKeys),
    ...(code === undefined ? {} : { code }),
    ...(fault === undefined ? {} : { fault: fault.kind }),
  });
}
