import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { difference } from '../../../shared/inventory/diff.ts';
import { CHANGE } from '../../../shared/inventory/entities/change.ts';
import { itemOf } from '../../../shared/inventory/entity.ts';
import { scanKey, skcKey, type Key } from '../../../shared/inventory/keys.ts';
import { addDays } from '../../../shared/model/instant.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  EPOCH,
  goodSecret,
  OWN,
  skcsOf,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const remove = (key: Key) =>
  stage.database.client.send(new DeleteCommand({ TableName: stage.table, Key: { ...key } }));

describe('what a killed run left', () => {
  it('a change written ahead of a secret that is gone now: applied, then recorded as deleted', async () => {
    const estate = emptyEstate(1);
    const account = accountAt(estate, 0);
    account.secrets.push(goodSecret('gone'));
    stage = await openStage(dynalite.url, estate, configOf(estate));
    await stage.run();
    const [before] = await skcsOf(stage, OWN);
    if (before === undefined) throw new Error('nothing was discovered');
    stage.sandbox.clock.advanceDays(1);
    const ahead = difference(before, { ...before, tags: { team: 'pay' } }, stage.sandbox.clock.now());
    if (ahead.kind !== 'change') throw new Error('nothing differs');
    await stage.database.client.send(
      new PutCommand({ TableName: stage.table, Item: itemOf(CHANGE, ahead.change) }),
    );
    account.secrets = [];
    const { changes } = await stage.run();
    expect(changes).toEqual({ deleted: 1 });
    const history = await stage.database.inventory.history(before.id);
    expect(history?.skc).toMatchObject({ absentAt: stage.sandbox.clock.now(), tags: { team: 'pay' } });
    expect(history?.changes.map(({ kinds }) => kinds)).toEqual([['edited'], ['deleted']]);
  });

  it('one of a user’s two access keys undiscovered: both are stored after the next', async () => {
    const estate = emptyEstate(1);
    const keys = ['AKIASANDBOX000000001', 'AKIASANDBOX000000002'].map((id, index) => ({
      id,
      createdAt: addDays(EPOCH, -10 - index),
    }));
    accountAt(estate, 0).users.push({ name: 'job', createdAt: addDays(EPOCH, -50), keys });
    stage = await openStage(dynalite.url, estate, configOf(estate));
    await stage.run();
    const [first, second] = await skcsOf(stage, OWN);
    if (first === undefined || second === undefined) throw new Error('nothing was discovered');
    await remove(skcKey(second));
    await remove(scanKey({ account: OWN, source: 'aws.iam-access-key', location: 'global' }));
    await stage.run();
    expect((await skcsOf(stage, OWN)).map(({ id }) => id)).toEqual([first.id, second.id]);
  });
});
