import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { digest } from '../../../shared/messages/kinds/digest/kind.ts';
import { filterPolicy } from '../../../shared/messages/filter-policy.ts';
import { publicationOf, type Publication } from '../../../shared/messages/publication.ts';
import { MESSAGE_KINDS } from '../../../shared/model/message.ts';
import { EXAMPLE_POLICIES } from '../../bed/messages/example-policies.ts';
import { letsThrough } from '../../bed/messages/filtering.ts';
import { finding, input } from '../../bed/messages/fixture.ts';
import { review } from '../../bed/messages/review-kind.ts';

const others = [...MESSAGE_KINDS, 'a-kind-of-a-later-version'].filter((kind) => kind !== 'digest');
const policies = EXAMPLE_POLICIES.map(({ purpose, filter }) => [purpose, filterPolicy(filter)] as const);

function attributesOfDigest(severity: 'medium' | 'critical'): Publication['MessageAttributes'] {
  const composed = composeDigest(input([finding({ severity })]));
  return publicationOf(digest.open(composed?.digest)).MessageAttributes;
}

describe('filterPolicy', () => {
  it.each(policies.flatMap(([purpose, policy]) => others.map((kind) => [purpose, kind, policy] as const)))(
    '"%s" lets a %s through',
    (_purpose, kind, policy) => {
      const content = { id: 'R-1', audience: 'aws#123456789012', asks: 'Are you still there?' };
      const message = { ...review.open(content), kind };
      expect(letsThrough(policy, publicationOf(message).MessageAttributes)).toBe(true);
    },
  );

  it('narrows digests', () => {
    const policy = filterPolicy({ severity: ['critical'] });
    expect(letsThrough(policy, attributesOfDigest('critical'))).toBe(true);
    expect(letsThrough(policy, attributesOfDigest('medium'))).toBe(false);
  });

  it('looks into lists', () => {
    const policy = filterPolicy({ rules: ['expired', 'rotation-overdue'] });
    expect(letsThrough(policy, attributesOfDigest('medium'))).toBe(true);
    expect(letsThrough(filterPolicy({ rules: ['expired'] }), attributesOfDigest('medium'))).toBe(false);
  });

  it('refuses to narrow nothing, and to narrow the kind', () => {
    expect(() => filterPolicy({})).toThrow(RangeError);
    expect(() => filterPolicy({ kind: ['digest'] })).toThrow(RangeError);
  });
});
