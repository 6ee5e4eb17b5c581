export const NO_CLOCK = 'libfaketime is not installed (Debian: apt-get install faketime)';

/** A test that cannot be done here says so where everybody sees it. */
export async function leftOut(
  annotate: (message: string, type: string) => Promise<unknown>,
  what: string,
): Promise<void> {
  const message = `NOT TESTED: ${what}`;
  console.warn(message);
  await annotate(message, 'warning');
}
