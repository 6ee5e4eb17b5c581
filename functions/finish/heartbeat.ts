import { shownAddress } from '../../shared/contacts/shown-address.ts';

/** The monitoring service did not take the heartbeat. The URL is not in the message: it is a secret. */
export class HeartbeatFailed extends Error {
  override readonly name = 'HeartbeatFailed';
}

const TRIES = 2;

/**
 * Calls the URL of a monitoring service, which raises an alarm of its own when the calls stop. Redirects are not
 * followed: the URL would be disclosed to another host.
 * @param timeoutMs per try; there are two.
 * @throws {HeartbeatFailed} when no try was answered with success.
 */
export async function sendHeartbeat(url: string, timeoutMs = 5000): Promise<void> {
  let reason = '';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    reason = await call(url, timeoutMs);
    if (reason === '') return;
  }
  throw new HeartbeatFailed(`${shownAddress(url)} did not take the heartbeat in ${TRIES} tries: ${reason}`);
}

/** @returns why it failed; empty when it did not. */
async function call(url: string, timeoutMs: number): Promise<string> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.ok ? '' : `HTTP ${response.status}`;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return `no answer within ${timeoutMs} ms`;
    // Only the code of the cause: fetch's messages may repeat the URL.
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return `no connection (${code})`;
  }
}
