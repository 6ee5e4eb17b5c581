import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleConfig } from '../../../sandbox/estate/sample-config.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { declarationsOf, tagsOf } from '../../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../../shared/sources/registry.ts';
import { openDynalite, openStage } from '../../bed/pipeline/stage.ts';
import { EPOCH, skcsOf } from '../../bed/pipeline/estate.ts';

const MOST = 1.1;
const TWO_RUNS_MS = 240_000;

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
beforeAll(async () => {
  dynalite = await openDynalite();
});
afterAll(() => dynalite.close());

/** Calls of one run over the whole sample organisation, and the types of which some SKC's tags are unknown. */
async function reading(tags: boolean) {
  const stage = await openStage(dynalite.url, sampleEstate({ epoch: EPOCH }), {
    ...sampleConfig(EPOCH),
    tags,
  });
  try {
    const { calls } = await stage.run();
    const declared = declarationsOf(await loadDeclarations());
    const skcs: StoredSkc[] = [];
    for (const { key } of await stage.database.inventory.accounts()) skcs.push(...(await skcsOf(stage, key)));
    const unread = skcs.filter((skc) => tagsOf(skc, declared) === undefined);
    return {
      calls: calls.total(),
      byOperation: calls.byOperation(),
      skcs: skcs.length,
      unread: unread.length,
      why: [...new Set(unread.map((skc) => skc.unknown['tags']))],
    };
  } finally {
    await stage.close();
  }
}

it(
  `a run that reads tags makes at most ${MOST} times the calls of one that does not`,
  async () => {
    const without = await reading(false);
    const withTags = await reading(true);
    const more = Object.entries(withTags.byOperation).filter(
      ([operation]) => !(operation in without.byOperation),
    );
    const ratio = withTags.calls / without.calls;
    expect(withTags.skcs).toBe(without.skcs);
    expect(without.unread).toBeGreaterThan(50);
    expect(withTags, JSON.stringify(withTags.why)).toMatchObject({ unread: 0 });
    expect(
      ratio,
      `${withTags.calls} / ${without.calls} calls = ${ratio.toFixed(3)}; more: ${JSON.stringify(more)}`,
    ).toBeLessThanOrEqual(MOST);
  },
  TWO_RUNS_MS,
);
