/**
 * True when the cloud answered that the thing does not exist, false when it answered otherwise.
 * @throws every other error: not having been answered proves nothing.
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
