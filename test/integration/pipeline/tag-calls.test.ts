import { expect, it } from 'vitest';
import { sampleConfig } from '../../../sandbox/estate/sample-config.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { declarationsOf, tagsOf } from '../../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../../shared/sources/registry.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage } from '../../bed/pipeline/stage.ts';
import { EPOCH, skcsOf } from '../../bed/pipeline/estate.ts';

const MOST = 1.1;
const FOUR_RUNS_MS = 240_000;

const dynalite = dynaliteOfFile();

/** Calls of the first run over the whole sample organisation and of its repetition, and SKCs of unknown tags. */
async function reading(tags: boolean) {
  const stage = await openStage(dynalite.url, sampleEstate({ epoch: EPOCH }), {
    ...sampleConfig(EPOCH),
    tags,
  });
  try {
    const { calls } = await stage.run();
    const repeated = await stage.run();
    const declared = declarationsOf(await loadDeclarations());
    const skcs: StoredSkc[] = [];
    for (const { key } of await stage.database.inventory.accounts()) skcs.push(...(await skcsOf(stage, key)));
    const unread = skcs.filter((skc) => tagsOf(skc, declared) === undefined);
    return {
      first: calls.total(),
      repeated: repeated.calls.total(),
      skcs: skcs.length,
      unread: unread.length,
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
    expect(withTags.skcs).toBe(without.skcs);
    expect(without.unread).toBeGreaterThan(50);
    expect(withTags.unread).toBe(0);
    for (const run of ['first', 'repeated'] as const) {
      const ratio = withTags[run] / without[run];
      expect(ratio, `${run} run: ${withTags[run]} / ${without[run]} calls`).toBeLessThanOrEqual(MOST);
    }
  },
  FOUR_RUNS_MS,
);
