import { describe, expect, it } from 'vitest';
import { deletion, difference, discovery } from '../../../shared/inventory/diff.ts';
import type { ChangeKind } from '../../../shared/model/change.ts';
import { skcSchema, storedSkcSchema, type Skc, type StoredSkc } from '../../../shared/model/skc.ts';
import { NOW, skc, stored } from '../../bed/inventory/skc.ts';

const EARLIER = '2026-10-01T06:00:00Z';
const LATER = '2027-02-01T06:00:00Z';

describe('the kind of a change', () => {
  it.each<[ChangeKind[], Partial<StoredSkc>, Partial<Skc>]>([
    [['rotated'], { currentVersion: 'v1' }, { currentVersion: 'v2' }],
    [['rotated'], { lastRotatedAt: EARLIER }, { lastRotatedAt: NOW }],
    [['rotated'], { versionCreatedAt: EARLIER }, { versionCreatedAt: NOW }],
    [['renewed'], { kind: 'certificate', expiresAt: NOW }, { kind: 'certificate', expiresAt: LATER }],
    [['expiry-moved'], { kind: 'certificate', expiresAt: LATER }, { kind: 'certificate', expiresAt: NOW }],
    [['expiry-moved'], { expiresAt: NOW }, { expiresAt: LATER }],
    [['disabled'], { state: 'active' }, { state: 'suspended' }],
    [['enabled'], { state: 'suspended' }, { state: 'active' }],
    [['deletion-scheduled'], {}, { deletionDueAt: LATER }],
    [['deletion-cancelled'], { deletionDueAt: LATER }, {}],
    [['rotation-changed'], { rotationEnabled: true }, { rotationEnabled: false }],
    [['rotation-changed'], { rotationPeriodDays: 30 }, { rotationPeriodDays: 60 }],
    [['edited'], { tags: { a: '1' } }, { tags: { a: '2' } }],
    [['edited'], { name: 'before' }, { name: 'after' }],
    [['unreadable'], {}, { unknown: { expiresAt: 'denied' } }],
    [['readable'], { unknown: { expiresAt: 'denied' } }, {}],
    [['unreadable', 'readable'], { unknown: { a: 'denied' } }, { unknown: { b: 'denied' } }],
    [['edited'], { unknown: { a: 'denied' } }, { unknown: { a: 'throttled' } }],
    [['restored'], { absentAt: EARLIER }, {}],
    [['restored', 'rotated'], { absentAt: EARLIER, currentVersion: 'v1' }, { currentVersion: 'v2' }],
    [
      ['rotated', 'deletion-scheduled'],
      { currentVersion: 'v1' },
      { currentVersion: 'v2', deletionDueAt: LATER },
    ],
  ])('%j: %j, then %j', (kinds, before, found) => {
    const result = difference(stored(before), skc(found), NOW);
    expect(result).toMatchObject({ kind: 'change', change: { kinds, revision: 4, observedAt: NOW } });
  });
});

describe('a change', () => {
  it('holds the fields that differ, before and after, and no others', () => {
    const result = difference(
      stored({ currentVersion: 'v1', deletionDueAt: LATER, tags: { a: '1' } }),
      skc({ currentVersion: 'v2', tags: { a: '1' } }),
      NOW,
    );
    expect(result).toMatchObject({
      change: { before: { currentVersion: 'v1', deletionDueAt: LATER }, after: { currentVersion: 'v2' } },
      after: { revision: 4, discoveredAt: EARLIER, changedAt: NOW },
    });
    expect(result.kind === 'change' && Object.keys(result.change.after)).toEqual(['currentVersion']);
  });

  it('of an SKC that came back has the date since which it was gone, and clears it', () => {
    const result = difference(stored({ absentAt: EARLIER, state: 'destroyed' }), skc(), NOW);
    expect(result).toMatchObject({ change: { before: { absentAt: EARLIER, state: 'destroyed' } } });
    expect(result.kind === 'change' && 'absentAt' in result.after).toBe(false);
  });

  it('is none if only the order of tags differs', () => {
    const before = stored({ tags: { a: '1', b: '2' } });
    expect(difference(before, skc({ tags: { b: '2', a: '1' } }), NOW)).toEqual({ kind: 'none' });
  });

  it('is none if a member is undefined instead of missing', () => {
    expect(difference(stored(), skc({ expiresAt: undefined }), NOW)).toEqual({ kind: 'none' });
  });

  it.each(skcSchema.keyof().options)('compares %s, unless it is volatile or identifies the SKC', (field) => {
    const changed: Partial<Record<string, unknown>> = {
      state: 'suspended',
      tags: { b: '2' },
      details: { b: 2 },
      unknown: { x: 'y' },
      precise: { lastUsedAt: NOW },
      lastUsedAt: NOW,
      renewalStatus: 'failed',
      renewedBy: 'person',
    };
    const value = changed[field] ?? (field.endsWith('At') ? NOW : field.endsWith('s') ? 7 : 'other');
    const result = difference(
      stored({ lastUsedAt: NOW }),
      { ...skc({ lastUsedAt: NOW }), [field]: value },
      NOW,
    );
    const named = ['id', 'account', 'type', 'cloud', 'kind', 'lastUsedAt'].includes(field);
    // Attributes from tags are written without a change, since the change of the tag is recorded.
    const quiet = [
      'precise',
      'owner',
      'criticality',
      'environment',
      'rotationSeenAt',
      'holder',
      'supersededAt',
      'replicated',
    ].includes(field);
    expect(result.kind).toBe(named ? 'none' : quiet ? 'refresh' : 'change');
  });
});

describe('when automatic rotation was first seen on', () => {
  const on = { rotationEnabled: true, rotationPeriodDays: 30 };

  it('is the discovery of an SKC that rotates', () => {
    expect(discovery(skc(on), NOW)).toMatchObject({ rotationSeenAt: NOW });
    expect(discovery(skc({ rotationEnabled: false }), NOW).rotationSeenAt).toBeUndefined();
  });

  it('stays while the schedule is the same, without a write', () => {
    const before = stored({ ...on, rotationSeenAt: EARLIER });
    expect(difference(before, skc(on), NOW)).toEqual({ kind: 'none' });
  });

  it.each([
    ['was off', { rotationEnabled: false }],
    ['had another period', { rotationEnabled: true, rotationPeriodDays: 60, rotationSeenAt: EARLIER }],
  ])('is the run that finds it on where it %s', (_name, before) => {
    expect(difference(stored(before), skc(on), NOW)).toMatchObject({ after: { rotationSeenAt: NOW } });
  });

  it('is the discovery where rotation was on before it was recorded, and is written without a change', () => {
    const result = difference(stored(on), skc(on), NOW);
    expect(result).toMatchObject({ kind: 'refresh', after: { rotationSeenAt: EARLIER, revision: 3 } });
  });

  it('is gone once rotation is off', () => {
    const result = difference(stored({ ...on, rotationSeenAt: EARLIER }), skc(), NOW);
    expect(result.kind === 'change' && result.after.rotationSeenAt).toBeUndefined();
  });
});

describe('what could not be read this time', () => {
  it('keeps its last known value together with the mark', () => {
    const result = difference(stored({ expiresAt: LATER }), skc({ unknown: { expiresAt: 'denied' } }), NOW);
    expect(result).toMatchObject({ after: { expiresAt: LATER, unknown: { expiresAt: 'denied' } } });
    expect(result.kind === 'change' && result.change.after).toEqual({ unknown: { expiresAt: 'denied' } });
  });

  it('replaces the stored value by default', () => {
    const result = difference(stored({ state: 'suspended' }), skc({ unknown: { state: 'new word' } }), NOW);
    expect(result).toMatchObject({ after: { state: 'suspended' } });
  });

  it('is no change when it stays so', () => {
    const unknown = { expiresAt: 'denied' };
    expect(difference(stored({ expiresAt: LATER, unknown }), skc({ unknown }), NOW)).toEqual({
      kind: 'none',
    });
  });
});

describe('a fact that was first read precisely', () => {
  it('counts as unchanged: it is written without a change', () => {
    const found = skc({ versionCreatedAt: EARLIER, precise: { versionCreatedAt: NOW } });
    const result = difference(stored(), found, NOW);
    expect(result).toMatchObject({ kind: 'refresh', after: { versionCreatedAt: EARLIER, revision: 3 } });
  });

  it('that differs from one read precisely before is a change', () => {
    const before = stored({ versionCreatedAt: EARLIER, precise: { versionCreatedAt: EARLIER } });
    const found = skc({ versionCreatedAt: NOW, precise: { versionCreatedAt: NOW } });
    expect(difference(before, found, NOW)).toMatchObject({ kind: 'change', change: { kinds: ['rotated'] } });
  });
});

describe('last use', () => {
  const before = stored({ lastUsedAt: '2026-11-01T00:00:00Z' });
  it.each([
    ['2026-11-07T23:59:59Z', 'none'],
    ['2026-11-08T00:00:00Z', 'refresh'],
    ['2026-10-01T00:00:00Z', 'none'],
  ])('moved to %s: %s', (lastUsedAt, kind) => {
    expect(difference(before, skc({ lastUsedAt }), NOW).kind).toBe(kind);
  });

  it('is written when it is first known', () => {
    expect(difference(stored(), skc({ lastUsedAt: EARLIER }), NOW)).toMatchObject({
      kind: 'refresh',
      after: { lastUsedAt: EARLIER, revision: 3, changedAt: EARLIER },
    });
  });
});

describe('a use that must be recorded', () => {
  const before = stored({ lastUsedAt: '2026-08-01T06:00:00Z' });

  it.each([
    ['2026-10-30T05:59:59Z', 'refresh'],
    ['2026-10-30T06:00:00Z', 'change'],
  ])('90 days after the last one, at %s: %s', (lastUsedAt, kind) => {
    expect(difference(before, skc({ lastUsedAt }), NOW).kind).toBe(kind);
  });

  it('is a change with both dates', () => {
    expect(difference(before, skc({ lastUsedAt: NOW }), NOW)).toMatchObject({
      change: {
        kinds: ['used-again'],
        before: { lastUsedAt: before.lastUsedAt },
        after: { lastUsedAt: NOW },
      },
      after: { lastUsedAt: NOW, revision: 4 },
    });
  });

  it.each<[string, Partial<StoredSkc>, Partial<Skc>, string]>([
    ['a second later', {}, { lastUsedAt: '2026-08-01T06:00:01Z' }, 'change'],
    ['at the same second', {}, { lastUsedAt: '2026-08-01T06:00:00Z' }, 'none'],
    ['earlier', {}, { lastUsedAt: '2026-07-31T06:00:00Z' }, 'none'],
    ['for the first time', { lastUsedAt: undefined }, { lastUsedAt: NOW }, 'change'],
    [
      'before, according to a first precise reading',
      { lastUsedAt: undefined },
      { lastUsedAt: EARLIER, precise: { lastUsedAt: NOW } },
      'refresh',
    ],
    ['but cannot be read', {}, { lastUsedAt: NOW, unknown: { lastUsedAt: 'denied' } }, 'change'],
  ])('of a watched SKC, used %s: %s', (_when, facts, read, kind) => {
    const known = stored({ lastUsedAt: '2026-08-01T06:00:00Z', ...facts });
    const differing = difference(known, skc(read), NOW, true);
    expect(differing.kind).toBe(kind);
    const kinds = differing.kind === 'change' ? differing.change.kinds : [];
    expect(kinds.includes('used-again')).toBe(kind === 'change' && read.unknown === undefined);
  });
});

describe('deletion', () => {
  it('keeps the last metadata and says since when it is gone', () => {
    const before = stored({ expiresAt: LATER, tags: { team: 'pay' } });
    const { change, after } = deletion(before, NOW);
    expect(after).toEqual({ ...before, state: 'destroyed', revision: 4, changedAt: NOW, absentAt: NOW });
    expect(change).toMatchObject({
      kinds: ['deleted'],
      before: { state: 'active' },
      after: { state: 'destroyed', absentAt: NOW },
    });
  });
});

describe('discovery', () => {
  it('makes the first revision', () => {
    expect(storedSkcSchema.parse(discovery(skc(), NOW))).toMatchObject({
      revision: 1,
      discoveredAt: NOW,
      changedAt: NOW,
    });
  });
});
