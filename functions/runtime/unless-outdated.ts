import { OutdatedRun } from '../../shared/inventory/outdated-run.ts';
import { logger } from './telemetry.ts';

/**
 * A step of an outdated run ends normally, since a retry would be refused as well; the log names both runs.
 * @param instead The step's result then.
 */
export async function unlessOutdated<Result, Instead = Result>(
  work: () => Promise<Result>,
  instead: (refused: OutdatedRun) => Instead | Promise<Instead>,
): Promise<Result | Instead> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutdatedRun)) throw error;
    logger.warn('outdated run, nothing was changed', { run: error.now, newer: error.newer });
    return instead(error);
  }
}
