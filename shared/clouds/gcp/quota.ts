import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Maximum calls per minute to one service in one project, below Google's quotas so that the project's owners can
 * still use them: Secret Manager allows 600 reads, Cloud Asset Inventory 100 lists. Sources: the services' quota
 * pages. Cloud KMS's quota is not published; 300 is often quoted.
 */
const CALLS_A_MINUTE: Readonly<Record<string, number>> = {
  secretmanager: 540,
  cloudasset: 80,
  cloudkms: 270,
};
const STANDARD = 540;
const MINUTE_MS = 60_000;

export interface Quota {
  /** Waits until another call is within the quota. @param of `secretmanager`. */
  turn(of: string, project: string): Promise<void>;
}

export interface Time {
  /** Milliseconds from an arbitrary start. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const REAL: Time = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/** Limits calls per rolling minute, service and project. Calls above the limit wait in order. */
export function openQuota(time: Time = REAL, limits = CALLS_A_MINUTE): Quota {
  const windows = new Map<string, number[]>();
  return {
    async turn(of, project) {
      const key = `${of}|${project}`;
      const starts = windows.get(key) ?? [];
      windows.set(key, starts);
      const limit = limits[of] ?? STANDARD;
      const now = time.now();
      while (starts.length > limit) starts.shift();
      const full = starts.length === limit;
      const startsAt = full ? Math.max(now, (starts[0] ?? now) + MINUTE_MS) : now;
      if (full) starts.shift();
      starts.push(startsAt);
      if (startsAt > now) await time.sleep(startsAt - now);
    },
  };
}
