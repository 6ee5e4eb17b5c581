import { describe, expect, it } from 'vitest';
import { summarise } from '../../../functions/finish/summary.ts';
import type { InventoriedAccount } from '../../../shared/inventory/contract.ts';
import { account, NOW, RUN } from '../../bed/messages/fixture.ts';
import { sampleInput } from '../../bed/messages/sample.ts';

function accountWith(id: string, over: Partial<NonNullable<InventoriedAccount['standing']>>) {
  const { standing } = sampleInput().account;
  if (standing === undefined) throw new Error('the sample has no summary');
  return account({ key: `aws#${id}`, id, standing: { ...standing, runId: RUN.id, ...over } });
}

describe('the summary of a deployed run', () => {
  it('adds up the findings that no exclusion by tag could be compared with, of this run alone', () => {
    const accounts = [
      accountWith('111111111111', { notCompared: 3 }),
      accountWith('222222222222', { notCompared: 2 }),
      accountWith('333333333333', { notCompared: undefined }),
      accountWith('444444444444', { notCompared: 40, runId: 'an earlier run' }),
    ];
    const { notCompared } = summarise(RUN, NOW, accounts, [], {
      organisation: { subscriptions: 1, digest: undefined },
      shared: { confirmed: 0, failed: [] },
      unlisted: [],
      unplanned: { count: 0, accounts: [] },
      refused: { count: 0, contacts: [] },
      damaged: { count: 0, items: [] },
      failed: [],
    });
    expect(notCompared).toBe(5);
  });
});
