import { afterEach, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { EPOCH, gcpEstate, gcpProject, openGcpStage, type GcpStage } from '../../bed/gcp/stage.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

const at = (days: number) => addDays(EPOCH, days);
const dynalite = dynaliteOfFile();
let stage: GcpStage;
afterEach(() => stage.close());

it.each([false, true])(
  'a key that Google found published is leaked, also after it was enabled again (asset inventory: %s)',
  async (assetInventory) => {
    const where = 'https://code.example/leak';
    const keys = [
      { id: 'kept', createdAt: at(-40), exposed: { at: at(-3), where } },
      { id: 'again', createdAt: at(-30), exposed: { at: at(-3), where }, enabledAt: at(-1) },
      { id: 'tidy', createdAt: at(-20), disabledAt: at(-3) },
      { id: 'fine', createdAt: at(-10), expiresAt: at(4000) },
    ];
    stage = await openGcpStage(
      dynalite.url,
      gcpEstate([
        gcpProject('pay-prod-1', '100000000001', {
          serviceAccounts: [{ name: 'ci', createdAt: at(-50), keys }],
        }),
      ]),
      { assetInventory },
    );
    await stage.collectAll();
    const stored = await stage.stored('gcp#pay-prod-1');
    const facts = stored.map((skc) => [
      skc.currentVersion,
      skc.state,
      skc.leakedBecause,
      skc.supersededAt,
      skc.expiresAt,
    ]);
    const flag = `Google found it published (${where})`;
    expect(facts).toEqual([
      ['again', 'active', flag, at(-10), undefined],
      ['fine', 'active', undefined, undefined, at(4000)],
      ['kept', 'suspended', flag, at(-30), undefined],
      ['tidy', 'suspended', undefined, at(-10), undefined],
    ]);
    expect(new Set(stored.map(({ holder }) => holder))).toEqual(
      new Set(['ci@pay-prod-1.iam.gserviceaccount.com']),
    );
    expect(stored[0]?.id).toBe(
      '//iam.googleapis.com/projects/pay-prod-1/serviceAccounts/ci@pay-prod-1.iam.gserviceaccount.com/keys/again',
    );
  },
);
