import { describe, expect, it } from 'vitest';
import { openQuota } from '../../../../shared/clouds/gcp/quota.ts';

/** A clock that advances only while a caller sleeps. */
function time() {
  const slept: number[] = [];
  const clock = { at: 0 };
  return {
    slept,
    clock,
    now: () => clock.at,
    sleep: async (ms: number) => {
      slept.push(ms);
      clock.at += ms;
    },
  };
}

describe('the quota', () => {
  it('allows a minute’s quota at once, and delays the next until the first is a minute old', async () => {
    const stage = time();
    const quota = openQuota(stage, { secretmanager: 3 });
    for (let call = 0; call < 3; call++) {
      stage.clock.at = call * 1000;
      await quota.turn('secretmanager', 'pay');
    }
    expect(stage.slept).toEqual([]);
    await quota.turn('secretmanager', 'pay');
    expect(stage.slept).toEqual([58_000]);
    expect(stage.clock.at).toBe(60_000);
  });

  it('never starts more than the limit in any minute, however many are requested at once', async () => {
    const begun: number[] = [];
    const clock = { at: 0 };
    const quota = openQuota(
      { now: () => clock.at, sleep: (ms) => Promise.resolve(begun.push(clock.at + ms)) },
      { s: 5 },
    );
    await Promise.all(Array.from({ length: 23 }, () => quota.turn('s', 'pay')));
    expect(begun).toHaveLength(18);
    for (const start of begun)
      expect(begun.filter((at) => at > start - 60_000 && at <= start).length).toBeLessThanOrEqual(5);
  });

  it('is one for all projects that a calling project reads, whatever their number', async () => {
    const stage = time();
    const quota = openQuota(stage, { secretmanager: 2 });
    for (const _project of ['pay', 'shop', 'web']) await quota.turn('secretmanager', 'sec-tools');
    expect(stage.clock.at).toBe(60_000);
  });

  it('holds all calls of a service for as long as Google refuses one', async () => {
    const stage = time();
    const quota = openQuota(stage, { secretmanager: 5 });
    await quota.turn('secretmanager', 'sec-tools');
    quota.hold('secretmanager', 'sec-tools', 7_000);
    await quota.turn('cloudkms', 'sec-tools');
    expect(stage.clock.at).toBe(0);
    await quota.turn('secretmanager', 'sec-tools');
    expect(stage.clock.at).toBe(7_000);
  });

  it('counts each service and calling project separately', async () => {
    const stage = time();
    const quota = openQuota(stage, { secretmanager: 1, cloudkms: 1 });
    await quota.turn('secretmanager', 'pay');
    await quota.turn('secretmanager', 'shop');
    await quota.turn('cloudkms', 'pay');
    expect(stage.slept).toEqual([]);
  });
});
