/**
 * True if AWS reports that the resource does not exist, false if it returns it.
 * @throws every other error: without a response nothing is proven.
 */
export async function isNotFound(asking: Promise<unknown>, ...codes: readonly string[]): Promise<boolean> {
  return (await unlessGone(asking, ...codes)) === 'gone';
}

/**
 * The response, or `gone` if AWS reports that the resource does not exist: what vanished between a listing and its
 * detail is no failure.
 * @param codes With which the service reports it.
 * @throws every other error.
 */
export async function unlessGone<T>(asking: Promise<T>, ...codes: readonly string[]): Promise<T | 'gone'> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Error && codes.includes(error.name)) return 'gone';
    throw error;
  }
}
