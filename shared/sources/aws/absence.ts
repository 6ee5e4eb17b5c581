/**
 * True if AWS reports that the resource does not exist, false if it returns it.
 * @throws every other error: without a response nothing is proven.
 */
export async function isNotFound(asking: Promise<unknown>, ...codes: readonly string[]): Promise<boolean> {
  try {
    await asking;
    return false;
  } catch (error) {
    if (error instanceof Error && codes.includes(error.name)) return true;
    throw error;
  }
}
