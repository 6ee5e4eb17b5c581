/** Node's codes of a connection that could not be made. Source: Node.js documentation, "Common system errors" and `dns`. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
]);

/** True for the code of a call that never reached its service. */
export function isNoConnection(code: unknown): boolean {
  return typeof code === 'string' && NO_CONNECTION.has(code);
}
