import { describe, expect, it } from 'vitest';
import { difference, discovery } from '../../../shared/inventory/diff.ts';
import { SKC } from '../../../shared/inventory/entities/skc.ts';
import { itemOf, readItem } from '../../../shared/inventory/entity.ts';
import type { Skc, StoredSkc } from '../../../shared/model/skc.ts';
import { rootKey, importedCertificate, kmsKey, longLivedSecret } from '../../bed/sources/aws/skcs.ts';
import { vaultCertificate, vaultSecret } from '../../bed/sources/azure/skcs.ts';
import { uploaded } from '../../bed/sources/gcp/skcs.ts';

const NOW = '2026-11-21T06:00:00Z';
const LATER = '2026-11-22T06:00:00Z';

/** SKCs of today's listing, with what the release of commit 30e0f71 stored for them. */
const CASES: readonly (readonly [string, Skc, Partial<Skc>])[] = [
  [
    'the start of a certificate’s life',
    importedCertificate({ notBefore: '2026-09-01T00:00:00Z', details: { otherNames: 'a' } }),
    { notBefore: undefined, details: { notBefore: '2026-09-01T00:00:00Z', otherNames: 'a' } },
  ],
  [
    'when the vault renews a certificate',
    vaultCertificate(),
    {
      notBefore: undefined,
      renewsDaysBefore: undefined,
      details: { notBefore: '2026-05-01T08:00:00Z', renewsDaysBefore: 30, lifetimeAction: 'AutoRenew' },
    },
  ],
  [
    'the start of an uploaded certificate’s life',
    uploaded(),
    { notBefore: undefined, details: { notBefore: '2026-10-01T00:00:00Z' } },
  ],
  [
    'that a secret has replicas',
    longLivedSecret({ replicated: true }),
    { replicated: undefined, details: { replicated: true } },
  ],
  [
    'that a key is root’s',
    rootKey({ details: { slot: 1 } }),
    { ofRoot: undefined, details: { root: true, slot: 1 } },
  ],
  [
    'that a vault’s secret is deleted',
    vaultSecret({ state: 'deactivated', status: 'deleted', deleted: true }),
    { deleted: undefined },
  ],
  [
    'that a key waits for the deletion of its replicas',
    kmsKey({ state: 'deactivated', status: 'PendingReplicaDeletion', deletionWaitsForReplicas: true }),
    { deletionWaitsForReplicas: undefined },
  ],
];

function asEarlierReleaseStored(listed: Skc, inItsPlace: Partial<Skc>): StoredSkc {
  return reread({ ...discovery(listed, NOW), ...inItsPlace });
}

function reread(skc: StoredSkc): StoredSkc {
  return readItem(SKC, itemOf(SKC, skc));
}

describe('an SKC that an earlier release stored', () => {
  it.each(CASES)('is read like today’s listing: %s', (_what, listed, inItsPlace) => {
    const before = asEarlierReleaseStored(listed, inItsPlace);
    expect(before).toEqual(reread(discovery(listed, NOW)));
    expect(difference(before, listed, LATER)).toEqual({ kind: 'none' });
  });

  it('still shows a change that happened since', () => {
    const listed = importedCertificate({ notBefore: '2026-11-21T00:00:00Z' });
    const stored = { notBefore: undefined, details: { notBefore: '2026-09-01T00:00:00Z' } };
    expect(difference(asEarlierReleaseStored(listed, stored), listed, LATER)).toMatchObject({
      kind: 'change',
      change: {
        before: { notBefore: '2026-09-01T00:00:00Z' },
        after: { notBefore: '2026-11-21T00:00:00Z' },
      },
    });
  });

  it('takes no start of validity from an invalid date', () => {
    const before = asEarlierReleaseStored(importedCertificate(), { details: { notBefore: 'soon' } });
    expect(before.notBefore).toBeUndefined();
  });
});

describe('tags that an earlier release stored as empty without reading them', () => {
  const stored = { ...discovery(kmsKey({ tags: {} }), NOW), account: 'aws#111122223333' } as const;
  const { v: _unversioned, ...earlier } = itemOf(SKC, stored);

  it('are unknown, and a listing without tags records no change', () => {
    const read = readItem(SKC, earlier);
    expect(read.tags).toBeUndefined();
    const { tags: _tags, ...listed } = kmsKey();
    expect(difference(read, listed, LATER)).toEqual({ kind: 'none' });
  });

  it('that are read from now on are stored without a change', () => {
    const read = readItem(SKC, earlier);
    expect(difference(read, kmsKey({ tags: { team: 'pay' } }), LATER)).toMatchObject({
      kind: 'refresh',
      after: { tags: { team: 'pay' }, revision: 1, changedAt: NOW },
    });
  });

  it('are unchanged if this release stored them', () => {
    expect(readItem(SKC, itemOf(SKC, stored)).tags).toEqual({});
  });

  it('are unchanged for a type whose listing always had them', () => {
    const { v: _unversionedToo, ...secret } = itemOf(SKC, discovery(longLivedSecret({ tags: {} }), NOW));
    expect(readItem(SKC, secret).tags).toEqual({});
  });
});
