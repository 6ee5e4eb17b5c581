import type { Instant } from '../../shared/model/instant.ts';

/**
 * The clock of this run is earlier than the last run's: one of the two is wrong. A run would date what is new before
 * what is old, so none is started.
 */
export class ClockBehind extends Error {
  override readonly name = 'ClockBehind';
  /** What the reader can do. */
  readonly nextStep: string;

  constructor(now: Instant, last: Instant) {
    super(
      `The clock is at ${now}, but the last run was at ${last}. One of the two clocks is or was wrong, so no run was ` +
        'started and nothing was changed.',
    );
    this.nextStep =
      `If this clock is behind, correct it. If the last run's clock was ahead, run again after ${last}, or restore ` +
      'the table to a time before that run: see docs/operate.md, "A clock that was wrong".';
  }
}
