import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { ClientRequest, IncomingMessage } from 'node:http';

/**
 * Loaded into the product's process before its own code (`--import`): counts the requests it makes to DynamoDB and, when
 * it ends, writes its resource usage to the file that `SKC_BENCH_REPORT` names. The product itself is unchanged.
 */
const report = process.env['SKC_BENCH_REPORT'];
if (report === undefined) throw new Error('SKC_BENCH_REPORT must name a file');

const requests: Record<string, number> = {};
/** Writes whose condition failed: nothing was written. */
let refused = 0;
/** Items in calls that write many. */
let batched = 0;

const end = Reflect.get(ClientRequest.prototype, 'end');
Object.assign(ClientRequest.prototype, {
  end(this: ClientRequest, ...body: unknown[]) {
    if (String(this.getHeader('x-amz-target')).endsWith('.BatchWriteItem'))
      batched += textOf(body[0]).split('"PutRequest"').length - 1;
    return Reflect.apply(end, this, body);
  },
});

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? Buffer.from(body).toString() : String(body);
}

subscribe('http.client.response.finish', (message) => {
  if (!isExchange(message)) return;
  const target = message.request.getHeader('x-amz-target');
  const operation = typeof target === 'string' ? /^DynamoDB_\d+\.(\w+)$/.exec(target)?.[1] : undefined;
  if (operation === undefined) return;
  requests[operation] = (requests[operation] ?? 0) + 1;
  if (isWrite(operation) && message.response.statusCode === 400) refused += 1;
});

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const total = (those: (operation: string) => boolean) =>
    Object.entries(requests).reduce((sum, [name, count]) => (those(name) ? sum + count : sum), 0);
  writeFileSync(
    report,
    JSON.stringify({
      seconds: performance.now() / 1000,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      peakMb: maxRSS / 1024,
      writes: total(isWrite) - refused + batched,
      reads: total((name) => name === 'GetItem' || name === 'Query'),
    }),
  );
});

function isExchange(message: unknown): message is { request: ClientRequest; response: IncomingMessage } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'request' in message &&
    message.request instanceof ClientRequest &&
    'response' in message &&
    message.response instanceof IncomingMessage
  );
}

function isWrite(operation: string): boolean {
  return operation === 'PutItem' || operation === 'UpdateItem' || operation === 'DeleteItem';
}
