/**
 * How long one invocation may hold a message while publishing it. After a crash the next invocation waits this
 * long.
 */
export const LEASE_SECONDS = 60;
