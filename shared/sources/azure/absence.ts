import { isAbsent } from '../../clouds/azure/problem.ts';

/**
 * True if Azure reports that the object does not exist: 404, or an empty list of versions. Key Vault does not
 * document which, so both are accepted.
 * @throws every other error: without a response nothing is proven.
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
