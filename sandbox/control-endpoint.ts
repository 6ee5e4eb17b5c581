import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { instantSchema } from '../shared/model/fields.ts';
import { faultSchema } from './faults.ts';
import type { SandboxControl } from './sandbox-control.ts';

const clockSchema = z.union([
  z.strictObject({ now: instantSchema }),
  z.strictObject({ advanceDays: z.number().nonnegative() }),
]);

/** `/_sandbox/…`: the control API for other processes. Invalid input returns 400 with the reason. */
export function answerControl(
  control: SandboxControl,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): void {
  const route = `${request.method} ${(request.url ?? '').replace(/^\/_sandbox/, '')}`;
  const answer = ROUTES[route];
  if (answer === undefined) return send(response, 404, { error: `no such route: ${route}` });
  try {
    return send(response, 200, answer(control, body === '' ? undefined : JSON.parse(body)));
  } catch (error) {
    if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
    return send(response, 400, { error: error.message });
  }
}

const DONE = { done: true };

const ROUTES: Record<string, (control: SandboxControl, input: unknown) => object> = {
  'GET /health': (control) => ({ ok: true, now: control.clock.now(), connections: control.connections() }),
  'GET /clock': (control) => ({ now: control.clock.now() }),
  'POST /clock': (control, input) => {
    const order = clockSchema.parse(input);
    if ('now' in order) control.clock.set(order.now);
    else control.clock.advanceDays(order.advanceDays);
    return { now: control.clock.now() };
  },
  'POST /faults': (control, input) => {
    control.faults.add(faultSchema.parse(input));
    return DONE;
  },
  'DELETE /faults': (control) => {
    control.faults.clear();
    return DONE;
  },
  'GET /calls': (control) => control.calls.list(),
  'GET /calls/counts': (control) => control.calls.counts(),
  'DELETE /calls': (control) => {
    control.calls.clear();
    return DONE;
  },
  'GET /outbox': (control) => control.outbox.list(),
  'GET /gcp': ({ gcp }) => (gcp === undefined ? {} : { tokensGiven: gcp.tokensGiven() }),
  'GET /azure': ({ azure }) => (azure === undefined ? {} : { port: azure.port, ca: azure.ca }),
};

function send(response: ServerResponse, status: number, answer: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}
