/**
 * How often calls of one target may be tried again. Each call alone has a limit too; without this one, a service that
 * fails on every detail of a long list would cost several tries for each of them.
 */
export interface RetryBudget {
  /** Takes one retry. @returns false if none is left. */
  take(): boolean;
  /** Notes a call that got no answer after all of its tries. */
  noteSilence(): void;
  /** Whether so many calls got no answer that the others are not made. */
  isSilent(): boolean;
}

const RETRIES = 20;
const SILENT_CALLS = 5;

export function openRetryBudget(retries = RETRIES, silentCalls = SILENT_CALLS): RetryBudget {
  let left = retries;
  let silent = 0;
  return {
    take: () => left-- > 0,
    noteSilence: () => (silent += 1),
    isSilent: () => silent >= silentCalls,
  };
}
