import type { Instant } from '../model/instant.ts';
import type { Run } from '../model/run.ts';

/**
 * A step of a run that is older than what the table holds: redriven, or a worker that was late. It changes nothing,
 * since it would report old facts as new ones.
 */
export class OutdatedRun extends Error {
  override readonly name = 'OutdatedRun';
  /** Clock of the run that is refused. */
  readonly now: Instant;
  /** Clock of the newer run. */
  readonly newer: Instant;

  constructor(now: Instant, newer: Instant) {
    super(
      `The run of ${now} is outdated: a run of ${newer} has started since. Nothing was changed; the newer run does ` +
        'what is left.',
    );
    this.now = now;
    this.newer = newer;
  }
}

/** What identifies a run wherever the table mentions one. */
export type RunClock = Pick<Run, 'id' | 'now'>;

/**
 * @param stored The run that wrote what is stored, if any.
 * @throws {OutdatedRun} if that is a newer one.
 */
export function refuseOutdated(run: RunClock, stored: RunClock | undefined): void {
  if (stored === undefined) return;
  if (stored.now > run.now || (stored.now === run.now && stored.id > run.id))
    throw new OutdatedRun(run.now, stored.now);
}

/**
 * The check at the start of every step.
 * @throws {OutdatedRun} if a newer run has started.
 */
export async function refuseUnlessNewest(
  run: RunClock,
  inventory: { lastRun(): Promise<RunClock | undefined> },
): Promise<void> {
  refuseOutdated(run, await inventory.lastRun());
}
