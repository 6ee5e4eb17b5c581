/** What something that was thrown says of itself. It may be anything, and a library's text is not safe to print. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What was thrown, as an error. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('unknown error', { cause: thrown });
}
