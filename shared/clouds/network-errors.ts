/** Node's error codes for failed connections. Source: Node.js documentation, "Common system errors" and `dns`. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
]);

/** Whether the code means that the call never reached the service. */
export function isNoConnection(code: unknown): boolean {
  return typeof code === 'string' && NO_CONNECTION.has(code);
}
