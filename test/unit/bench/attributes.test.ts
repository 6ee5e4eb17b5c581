import { afterAll, beforeAll, expect, it } from 'vitest';
import { meterOf } from '../../bed/inventory/meter.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { updateFindings } from '../../../shared/findings/update.ts';
import type { Attributes } from '../../../shared/model/skc.ts';
import { connectDatabase } from '../../bed/database.ts';
import { putReadAccount } from '../../bed/findings/read-account.ts';
import { NOW, stored } from '../../bed/inventory/skc.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';

const RUN = { id: 'r1', now: NOW };
const SKCS = 50;

let server: Awaited<ReturnType<typeof openDynalite>>;
beforeAll(async () => {
  server = await openDynalite();
});
afterAll(() => server.close());

it('SKCs and findings with owner, criticality and environment take at most 1.2 times the write units', async () => {
  const without = await units('without', {});
  const owned = { owner: 'team-payments', criticality: 'high', environment: 'production' };
  expect(without).toBeGreaterThan(SKCS * 4);
  expect((await units('with', owned)) / without).toBeLessThanOrEqual(1.2);
});

/** Write units of the first run over SKCs with one finding each, whose items have different sizes. */
async function units(table: string, attributes: Attributes): Promise<number> {
  const database = await connectDatabase(server.url, table);
  const { inventory, client } = database;
  try {
    const meter = meterOf(client, server.url, table);
    const facts = { createdAt: '2020-01-01T00:00:00Z', versionCreatedAt: '2020-01-01T00:00:00Z' };
    const skc = stored({ ...facts, lastUsedAt: NOW, revision: 1, ...attributes });
    await putReadAccount(inventory, skc, RUN);
    for (let each = 1; each < SKCS; each += 1)
      await inventory.discover({ ...skc, id: `${skc.id}/${'path/'.repeat(each)}` });
    const { written } = await updateFindings(
      { run: RUN, account: skc.account },
      { inventory, config: configSchema.parse({}) },
    );
    expect(written).toBe(SKCS);
    return Object.values(meter.writes).reduce((sum, { table: own, indexes }) => sum + own + indexes, 0);
  } finally {
    database.close();
  }
}
