import { describe, expect, it } from 'vitest';
import { nextFinding, type Transition } from '../../../shared/findings/transition.ts';
import { newsOf } from '../../../shared/messages/kinds/digest/news.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { finding, NOW, delivery } from '../../bed/messages/fixture.ts';

/** A run's verdict equal to the stored finding, but worded by a newer version. */
function verdictOf(before: Finding, words: Partial<Pick<Finding, 'because' | 'action'>>): Transition {
  const { account, subject, rule, severity, dueAt, rung, because, action } = before;
  const fails = {
    verdict: 'fails' as const,
    severity,
    dueAt,
    rung,
    because,
    action,
    restsOn: [],
    ...words,
  };
  return {
    account,
    subject,
    rule,
    judged: { is: 'failing', fails, stale: false },
    now: addDays(NOW, 1),
    lastSeenAt: undefined,
    exclusion: undefined,
    attributes: {},
  };
}

describe('a rule whose texts changed', () => {
  const before = finding({ notified: { account: delivery() } });

  it.each([{ because: 'It said this before.' }, { action: 'Do it another way.' }])(
    'rewrites the stored finding once and sends no message: %o',
    (words) => {
      const transition = verdictOf(before, words);
      const after = nextFinding(before, transition);
      expect(after).toMatchObject({ ...words, state: 'open', revision: before.revision + 1 });
      expect(after?.history).toEqual(before.history);
      if (after === undefined) return;
      expect(newsOf(after, 'account', addDays(NOW, 1))).toBeUndefined();
      expect(nextFinding(after, transition)).toBe(after);
    },
  );

  it('leaves the stored finding unchanged if the texts are the same', () => {
    expect(nextFinding(before, verdictOf(before, {}))).toBe(before);
  });

  it.each([{ inUse: true }, { weight: 1 }])(
    'rewrites it without a change if only what findings are sorted by differs: %o',
    (facts) => {
      const transition = { ...verdictOf(before, {}), ...facts };
      const after = nextFinding(before, transition);
      expect(after).toMatchObject({ ...facts, changedAt: before.changedAt, revision: before.revision + 1 });
      if (after === undefined) return;
      expect(nextFinding(after, transition)).toBe(after);
      expect(nextFinding(after, verdictOf(before, {}))).toMatchObject({
        inUse: undefined,
        weight: undefined,
      });
    },
  );
});
