/** Another run changed what this one had read before it could write. */
export class Outrun extends Error {
  override readonly name: string = 'Outrun';
}

/**
 * Makes an attempt again, from its reading on, while another run is faster: the next attempt sees what the other wrote,
 * and if both work on the same run it finds nothing left to do.
 * @param attempt Throws {@link Outrun} when a conditional write did not hold.
 * @throws {Outrun} of the last attempt, with what to do.
 */
export async function againstRivals<T>(attempts: number, attempt: () => Promise<T>): Promise<T> {
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Outrun) || made === attempts) throw error;
    }
  }
}
