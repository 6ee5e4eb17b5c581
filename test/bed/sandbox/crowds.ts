import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';

/** Counts, in the process of a server, how many requests are open at once to each host that it serves. */
export function countCrowds(): { take: () => Record<string, number> } {
  const open = new Map<string, number>();
  let most = new Map<string, number>();
  subscribe('http.server.request.start', (message) => {
    if (!isExchange(message)) return;
    const host = message.request.headers.host ?? '';
    const now = (open.get(host) ?? 0) + 1;
    open.set(host, now);
    most.set(host, Math.max(most.get(host) ?? 0, now));
    message.response.once('close', () => open.set(host, (open.get(host) ?? 1) - 1));
  });
  return {
    take() {
      const taken = Object.fromEntries(most);
      most = new Map();
      return taken;
    },
  };
}

function isExchange(message: unknown): message is { request: IncomingMessage; response: ServerResponse } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'request' in message &&
    message.request instanceof IncomingMessage &&
    'response' in message &&
    message.response instanceof ServerResponse
  );
}
