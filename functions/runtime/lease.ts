/** How long one function may hold a digest that it is publishing; after a crash the next call waits that long. */
export const LEASE_SECONDS = 60;
