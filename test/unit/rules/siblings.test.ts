import { describe, expect, it } from 'vitest';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { withSiblings, type Placed } from '../../../shared/rules/siblings.ts';
import { ago, NOW, SECOND } from '../../bed/rules/label.ts';
import { kmsKey } from '../../bed/sources/aws/skcs.ts';
import { applicationSecret } from '../../bed/sources/azure/skcs.ts';

type Given = ReturnType<typeof kmsKey>;

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function placed(
  skcs: readonly Given[],
  isRead = true,
): Promise<Map<string, Placed<Given>['siblings']>> {
  const result = new Map<string, Placed<Given>['siblings']>();
  const given = withSiblings(stream(skcs), { now: NOW, isRead: () => isRead });
  for await (const { skc, siblings } of given) result.set(skc.id, siblings);
  return result;
}

describe('a replica', () => {
  const primary = kmsKey({ id: 'primary', replicated: true });
  const copy = (id: string, facts: Partial<StoredSkc> = {}) => kmsKey({ id, replicaOf: 'primary', ...facts });

  it('is judged on its primary where that is in the inventory and was read, in any order', async () => {
    const expected = { primary: 'read' };
    expect((await placed([primary, copy('b')])).get('b')).toEqual(expected);
    expect((await placed([copy('b'), primary])).get('b')).toEqual(expected);
  });

  it.each<[string, Given[], boolean]>([
    ['is not in the inventory', [], true],
    ['is gone', [{ ...primary, absentAt: ago(3) }], true],
    ['was not read', [primary], false],
  ])('is judged once in place of a primary that %s', async (_name, primaries, isRead) => {
    const result = await placed([copy('c'), ...primaries, copy('b')], isRead);
    expect(result.get('b')).toEqual({ primary: 'here' });
    expect(result.get('c')).toEqual({ primary: 'elsewhere' });
  });

  it('that is gone is not chosen', async () => {
    const result = await placed([copy('a', { absentAt: ago(3) }), copy('b')]);
    expect(result.get('b')).toEqual({ primary: 'here' });
    expect(result.get('a')).toEqual({});
  });
});

describe('credentials that a program makes', () => {
  /** Credentials of a holder, made so many days ago, each for two hours. */
  const made = (days: readonly number[], facts: Partial<StoredSkc> = {}, life = 1 / 12): Given[] =>
    days.map((each, index) =>
      applicationSecret({
        id: `${facts.holder ?? 'h'}/${index}`,
        holder: 'h',
        createdAt: ago(each),
        notBefore: ago(each),
        expiresAt: ago(each - life),
        ...facts,
      }),
    );
  const count = async (skcs: readonly Given[]) =>
    [...(await placed(skcs)).values()].filter(({ machineMade }) => machineMade !== undefined).length;

  it('are three or more alike of one holder', async () => {
    expect(await count(made([0.1, 0.2, 0.3]))).toBe(3);
    expect(await count(made([0.1, 0.2]))).toBe(0);
    expect(await count([...made([0.1, 0.2]), ...made([0.3], { holder: 'other' })])).toBe(0);
  });

  it('live less than 3 days', async () => {
    expect(await count(made([0.1, 0.2, 0.3], {}, 3 - SECOND))).toBe(3);
    expect(await count(made([0.1, 0.2, 0.3], {}, 3))).toBe(0);
  });

  it('have a holder, a start and an end, and are neither attached nor gone', async () => {
    for (const facts of [
      { holder: undefined },
      { createdAt: undefined, notBefore: undefined },
      { expiresAt: undefined },
      { unknown: { expiresAt: 'denied' } },
      { inUse: true },
      { absentAt: ago(1) },
    ])
      expect(await count(made([0.1, 0.2, 0.3], facts))).toBe(0);
  });

  it('are reported once they are not made any more for 48 hours, on the newest one', async () => {
    const stopped = (skcs: readonly Given[]) =>
      placed(skcs).then((all) =>
        [...all].filter(([, { machineMade }]) => machineMade?.stopped !== undefined),
      );
    expect(await stopped(made([2, 3, 4]))).toEqual([]);
    expect(await stopped(made([2 + SECOND, 3, 4]))).toEqual([
      ['h/0', { machineMade: { stopped: { credentials: 3, holders: 1, lastMadeAt: ago(2 + SECOND) } } }],
    ]);
    const twoDays = made([4, 5, 6], {}, 2);
    expect(await stopped(twoDays)).toEqual([]);
    expect(await stopped(made([4 + SECOND, 5, 6], {}, 2))).toHaveLength(1);
  });

  it('are reported in one line of the account, whoever holds them', async () => {
    const all = await placed([
      ...made([10, 11, 12], { holder: 'a' }),
      ...made([5, 6, 7, 8], { holder: 'b' }),
      ...made([0.1, 0.2, 0.3], { holder: 'runs' }),
    ]);
    const said = [...all].flatMap(([id, { machineMade }]) =>
      machineMade?.stopped === undefined ? [] : [[id, machineMade.stopped]],
    );
    expect(said).toEqual([['b/0', { credentials: 7, holders: 2, lastMadeAt: ago(5) }]]);
  });
});
