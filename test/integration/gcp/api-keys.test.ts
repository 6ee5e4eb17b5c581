import { afterEach, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { EPOCH, gcpEstate, gcpProject, openGcpStage, type GcpStage } from '../../bed/gcp/stage.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

const dynalite = dynaliteOfFile();
let stage: GcpStage;
afterEach(() => stage.close());

it.each([false, true])(
  'the annotations of an API key are its tags (asset inventory: %s)',
  async (assetInventory) => {
    const createdAt = addDays(EPOCH, -20);
    const apiKeys = [
      { uid: 'a', displayName: 'maps', createdAt, annotations: { owner: 'shop' } },
      { uid: 'b', displayName: 'plain', createdAt },
    ];
    stage = await openGcpStage(
      dynalite.url,
      gcpEstate([gcpProject('pay-prod-1', '100000000001', { apiKeys })]),
      { assetInventory },
    );
    await stage.collectAll();
    const stored = await stage.stored('gcp#pay-prod-1');
    expect(new Map(stored.map(({ name, tags }) => [name, tags]))).toEqual(
      new Map([
        ['maps', { owner: 'shop' }],
        ['plain', {}],
      ]),
    );
  },
);
