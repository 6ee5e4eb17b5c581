import { describe, expect, it } from 'vitest';
import type { Skc } from '../../../shared/model/skc.ts';
import { contradictionProblems, contradictions } from '../../../shared/sources/contradictions.ts';
import { loadDeclarations } from '../../../shared/sources/registry.ts';
import type { Traits } from '../../../shared/sources/traits.ts';

const AT = '2026-11-21T06:00:00Z';
const SKC: Skc = {
  id: 'x',
  kind: 'key',
  type: 'aws.kms-key',
  cloud: 'aws',
  account: 'aws#111122223333',
  location: 'eu-west-1',
  name: 'x',
  state: 'active',
  details: {},
  unknown: {},
  precise: {},
};
const OPEN: Traits = {
  lastUse: 'exact',
  algorithm: 'given',
  end: 'optional',
  standing: 'no',
  rotation: { by: 'none' },
  deletion: 'at-once',
  tags: 'listing',
};
const CLOSED: Traits = { ...OPEN, lastUse: 'never', algorithm: 'not-given', end: 'never', tags: 'none' };

const CASES = [
  ['lastUse', 'lastUsedAt', { lastUsedAt: AT }],
  ['algorithm', 'keyAlgorithm', { keyAlgorithm: 'RSA_2048' }],
  ['end', 'expiresAt', { expiresAt: AT }],
  ['tags', 'tags', { tags: { team: 'pay' } }],
] as const;

describe('a trait that contradicts the data', () => {
  it.each(CASES)('%s is named with the field %s', (trait, field, facts) => {
    expect(contradictions({ ...SKC, ...facts }, CLOSED)).toMatchObject([{ trait, field }]);
  });

  it.each(CASES)('%s: is allowed for a source that declares %s', (_trait, _field, facts) => {
    expect(contradictions({ ...SKC, ...facts }, OPEN)).toEqual([]);
  });

  it('does not exist if the data lacks the field', () => {
    expect(contradictions(SKC, CLOSED)).toEqual([]);
  });

  it('is one problem per trait, naming source, field and trait, with the number of SKCs', () => {
    const used = { ...SKC, lastUsedAt: AT };
    expect(
      contradictionProblems([used, SKC, { ...used, expiresAt: AT }], { type: SKC.type, traits: CLOSED }),
    ).toMatchObject([
      {
        kind: 'malformed',
        skcs: 2,
        message: "The source aws.kms-key declares lastUse 'never', but listed SKCs have lastUsedAt.",
      },
      { kind: 'malformed', skcs: 1, message: expect.stringContaining('expiresAt') },
    ]);
  });

  it('has a next step of at most 100 characters for every source', async () => {
    const all = { ...SKC, lastUsedAt: AT, expiresAt: AT, keyAlgorithm: 'x' };
    for (const { type } of await loadDeclarations())
      for (const { remedy } of contradictionProblems([all], { type, traits: CLOSED }))
        expect((remedy ?? '').length).toBeLessThanOrEqual(100);
  });
});
