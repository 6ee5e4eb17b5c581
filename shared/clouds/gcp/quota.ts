import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Maximum calls per minute to one service, below Google's quotas so that other callers of the same project can still
 * use them: Secret Manager allows 600 reads, Cloud Asset Inventory 100 lists. Sources: the services' quota pages.
 * Cloud KMS's quota is not published; 300 is often quoted.
 */
const CALLS_A_MINUTE: Readonly<Record<string, number>> = {
  secretmanager: 540,
  cloudasset: 80,
  cloudkms: 270,
};
const STANDARD = 540;
const MINUTE_MS = 60_000;

/**
 * Google counts a call for the project that calls, whichever project it reads: the one of the service account, or the
 * quota project of a developer. All projects that a process reads therefore share one limit per service.
 */
export interface Quota {
  /** Waits until another call is within the quota. @param service `secretmanager`. @param caller The project that calls. */
  turn(service: string, caller: string): Promise<void>;
  /** Google refused a call for its rate, such as when another process shares the quota: none starts for so long. */
  hold(service: string, caller: string, ms: number): void;
}

export interface Time {
  /** Milliseconds from an arbitrary start. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const REAL: Time = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/** The calls of the last minute that were allowed to start, oldest first, and until when none may start. */
interface Window {
  starts: number[];
  heldUntil: number;
}

/** Limits calls per rolling minute, service and calling project. Calls above the limit wait in order. */
export function openQuota(time: Time = REAL, limits = CALLS_A_MINUTE): Quota {
  const windows = new Map<string, Window>();
  const windowOf = (service: string, caller: string): Window => {
    const key = `${service}|${caller}`;
    const window = windows.get(key) ?? { starts: [], heldUntil: -Infinity };
    windows.set(key, window);
    return window;
  };
  return {
    async turn(service, caller) {
      const window = windowOf(service, caller);
      const limit = Object.hasOwn(limits, service) ? (limits[service] ?? STANDARD) : STANDARD;
      do {
        const wait = reserve(window, limit, time.now()) - time.now();
        if (wait > 0) await time.sleep(wait);
        // A call that was refused meanwhile holds those that waited, too.
      } while (window.heldUntil > time.now());
    },
    hold(service, caller, ms) {
      const window = windowOf(service, caller);
      window.heldUntil = Math.max(window.heldUntil, time.now() + ms);
    },
  };
}

/** Takes the next free place. @returns when the call may start. */
function reserve({ starts, heldUntil }: Window, limit: number, now: number): number {
  while (starts.length > limit) starts.shift();
  const full = starts.length === limit;
  const free = full ? (starts.shift() ?? now) + MINUTE_MS : now;
  const startsAt = Math.max(now, free, heldUntil);
  starts.push(startsAt);
  return startsAt;
}
