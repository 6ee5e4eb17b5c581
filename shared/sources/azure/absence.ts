import { isAbsent } from '../../clouds/azure/problem.ts';

/**
 * True when Azure answered that there is no such thing: 404, or a list of versions without any. Which of the two Key
 * Vault gives is not documented, so both count.
 * @throws every other error: not having been answered proves nothing.
 */
export async function hasNoVersion(versions: AsyncIterable<unknown>): Promise<boolean> {
  try {
    for await (const _version of versions) return false;
    return true;
  } catch (error) {
    if (isAbsent(error)) return true;
    throw error;
  }
}
