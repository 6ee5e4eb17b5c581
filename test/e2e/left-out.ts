export const NO_CLOCK = 'libfaketime is not installed (Debian: apt-get install faketime)';

/** Reports visibly that a test cannot run here. */
export async function leftOut(
  annotate: (message: string, type: string) => Promise<unknown>,
  what: string,
): Promise<void> {
  const message = `NOT TESTED: ${what}`;
  console.warn(message);
  await annotate(message, 'warning');
}
