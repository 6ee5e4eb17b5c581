import { describe, expect, it } from 'vitest';
import type { Skc, StoredSkc } from '../../../../shared/model/skc.ts';
import { mayBeMissed, withSchedule } from '../../../../shared/sources/gcp/rotation-schedule.ts';

const NOW = '2026-11-21T06:00:00Z';

/** Rotates every 30 days, next on 11 December; the current version is from `versionCreatedAt`. */
function secret(versionCreatedAt: string, facts: Partial<Skc> = {}): Skc {
  return {
    id: '//secretmanager.googleapis.com/projects/1/secrets/db',
    kind: 'secret',
    type: 'gcp.secret-manager-secret',
    cloud: 'gcp',
    account: 'gcp#pay-prod-1',
    location: 'global',
    name: 'db',
    state: 'active',
    createdAt: '2026-01-01T06:00:00Z',
    versionCreatedAt,
    rotationEnabled: true,
    rotationPeriodDays: 30,
    rotationDueAt: '2026-12-11T06:00:00Z',
    tags: {},
    details: {},
    unknown: {},
    precise: {},
    ...facts,
  };
}

function stored(skc: Skc): StoredSkc {
  return { ...skc, revision: 1, discoveredAt: NOW, changedAt: NOW };
}

describe('the schedule of a secret', () => {
  it('is met if a version was added since its last date', () => {
    const kept = secret('2026-11-11T06:00:00Z');
    expect(mayBeMissed(kept)).toBe(false);
    expect(withSchedule(kept, undefined, NOW)).toEqual(kept);
  });

  it('was missed on its last date if the version is older', () => {
    const missed = secret('2026-11-11T05:59:59Z');
    expect(mayBeMissed(missed)).toBe(true);
    expect(withSchedule(missed, undefined, NOW).rotationDueAt).toBe('2026-11-11T06:00:00Z');
  });

  it('counts from the first date without a version after it, however long ago', () => {
    const missed = secret('2026-08-14T06:00:00Z');
    expect(withSchedule(missed, undefined, NOW).rotationDueAt).toBe('2026-09-12T06:00:00Z');
  });

  it('has its first date one period after the secret was created', () => {
    const createdAt = '2026-10-12T06:00:00Z';
    const missed = secret(createdAt, { createdAt });
    expect(withSchedule(missed, undefined, NOW).rotationDueAt).toBe('2026-11-11T06:00:00Z');
  });

  it('has no date within the first period, although counting back would result in one', () => {
    const createdAt = '2026-11-10T18:00:00Z';
    const fresh = secret(createdAt, { createdAt });
    expect(mayBeMissed(fresh)).toBe(true);
    expect(withSchedule(fresh, undefined, NOW).rotationDueAt).toBe('2026-12-11T06:00:00Z');
  });

  it('set since the last reading is not overdue for earlier dates', () => {
    const today = secret('2026-01-01T06:00:00Z');
    const before = stored({ ...today, rotationEnabled: false, rotationDueAt: undefined });
    const seen = withSchedule(today, before, NOW);
    expect(seen).toMatchObject({ rotationDueAt: '2026-12-11T06:00:00Z', details: { rotationSince: NOW } });
    const later = withSchedule(today, stored(seen), '2026-11-30T06:00:00Z');
    expect(later).toMatchObject({ rotationDueAt: '2026-12-11T06:00:00Z', details: { rotationSince: NOW } });
  });

  it('is missed from its own first date on', () => {
    const today = secret('2026-01-01T06:00:00Z');
    const seen = withSchedule(today, stored({ ...today, rotationEnabled: false }), NOW);
    const moved = secret('2026-01-01T06:00:00Z', { rotationDueAt: '2027-01-10T06:00:00Z' });
    expect(withSchedule(moved, stored(seen), '2026-12-14T06:00:00Z').rotationDueAt).toBe(
      '2026-12-11T06:00:00Z',
    );
  });

  it('starts over if its period changes', () => {
    const before = stored(secret('2026-01-01T06:00:00Z', { rotationPeriodDays: 365 }));
    expect(withSchedule(secret('2026-01-01T06:00:00Z'), before, NOW).rotationDueAt).toBe(
      '2026-12-11T06:00:00Z',
    );
  });
});
