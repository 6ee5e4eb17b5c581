import { describe, expect, it } from 'vitest';
import { inOrder, mostUrgent, reaches } from '../../../cli/run/open-findings.ts';
import { SEVERITIES, type Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { FINDING } from '../../bed/findings/finding.ts';
import { NOW } from '../../bed/inventory/skc.ts';

async function* given(findings: readonly Finding[]): AsyncGenerator<Finding> {
  yield* findings;
}

/** 1,700 findings: four days a severity, in no order; more than are sorted at once. */
const MANY = Array.from({ length: 1700 }, (_, index): Finding => {
  const shuffled = (index * 797) % 1700;
  return {
    ...FINDING,
    rule: 'expiring',
    severity: SEVERITIES[shuffled % 4] ?? 'low',
    dueAt: addDays(NOW, 2 + (Math.floor(shuffled / 4) % 4)),
    subject: { kind: 'skc', id: `arn:${String(shuffled).padStart(4, '0')}`, name: 'é\nü' },
  };
});

describe('open findings', () => {
  it('come with the most severe first, then by date and name, however many there are', async () => {
    const sorted = [...(await inOrder(given(MANY), NOW))];
    const keys = sorted.map(
      ({ severity, dueAt, subject }) => `${3 - SEVERITIES.indexOf(severity)} ${dueAt} ${subject.id}`,
    );
    expect(keys).toHaveLength(1700);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(sorted.map(({ subject }) => subject.id)).size).toBe(1700);
    expect(sorted[0]).toEqual(MANY.find(({ subject }) => subject.id === sorted[0]?.subject.id));
  });

  it('can be gone through again, and from the start after a look at the first', async () => {
    const open = await inOrder(given(MANY), NOW);
    expect(mostUrgent(open)).toEqual([...open].slice(0, 10));
    expect([...open]).toHaveLength(1700);
  });

  it('are none in an empty inventory', async () => {
    expect([...(await inOrder(given([]), NOW))]).toEqual([]);
  });

  const excluded = { reason: 'known', by: 'security', until: addDays(NOW, 9) };
  it('are urgent unless they are excluded', async () => {
    const open = await inOrder(given([{ ...FINDING, severity: 'critical', excluded }, FINDING]), NOW);
    expect(mostUrgent(open)).toEqual([FINDING]);
  });

  it('reach a severity from it upwards, unless they are excluded', () => {
    expect(reaches([FINDING], 'high')).toBe(true);
    expect(reaches([FINDING], 'critical')).toBe(false);
    expect(reaches([{ ...FINDING, excluded }], 'low')).toBe(false);
  });
});
