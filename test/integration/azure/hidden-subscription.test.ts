import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/plan/plan.ts';
import { azureReader } from '../../../shared/readers/azure/reader.ts';
import { azureSchema } from '../../../shared/config/azure.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { estate, openAzureStage, SUBSCRIPTION, TENANT } from '../../bed/azure/stage.ts';

const dynalite = dynaliteOfFile();

describe('a subscription that is no longer visible to the reader', () => {
  it('is planned as before and reported, instead of disappearing unnoticed', async () => {
    const declared = estate({}, [{ name: 'kv-pay' }]);
    const stage = await openAzureStage(dynalite.url, declared);
    try {
      const config = configSchema.parse({ azure: { tenantId: TENANT } });
      const azure = azureSchema.parse({ tenantId: TENANT });
      if (azure === undefined) throw new Error('no configuration');
      const { inventory } = stage.database;
      const planned = async (wish = azure) =>
        plan(
          { id: 'run-1', now: '2026-11-21T06:00:00Z' },
          { inventory, config, clouds: [azureReader({ config: wish, sessions: stage.sessions })] },
        );
      const first = (await planned()).accounts.find(({ id }) => id === SUBSCRIPTION);
      expect(first?.problems).toEqual([]);
      const subscriptions = declared.subscriptions.splice(0);

      const later = (await planned()).accounts.find(({ id }) => id === SUBSCRIPTION);
      expect(later).toMatchObject({ status: 'active', problems: [{ code: 'NotListed' }] });
      expect(later?.targets).toEqual(first?.targets);

      const excluded = { ...azure, subscriptions: { include: [], exclude: [SUBSCRIPTION] } };
      const left = (await planned(excluded)).accounts.find(({ id }) => id === SUBSCRIPTION);
      expect(left).toMatchObject({ status: 'excluded', targets: [] });
      declared.subscriptions.push(...subscriptions);
    } finally {
      await stage.close();
    }
  });
});
