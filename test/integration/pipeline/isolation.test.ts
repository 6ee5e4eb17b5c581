import { afterEach, describe, expect, it } from 'vitest';
import { isIncomplete } from '../../../cli/run/local-run.ts';
import type { AccountKey } from '../../../shared/model/account.ts';
import { accountAt, configOf, emptyEstate, findingLines, goodSecret } from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

/** Three accounts, each with one finding. */
function estateOfThree() {
  const estate = emptyEstate(3);
  for (const index of [0, 1, 2])
    accountAt(estate, index).secrets.push(goodSecret(`left-${index}`, { rotation: undefined }));
  return estate;
}

/** DynamoDB refuses writes of one account's items that begin so. */
function refuseWrites(account: AccountKey, prefix: string): void {
  stage.database.client.middlewareStack.add(
    (next) => async (args) => {
      const text = JSON.stringify(args.input);
      const writes = !text.includes('KeyConditionExpression') && !text.includes('ConsistentRead');
      if (writes && text.includes(account) && text.includes(`"${prefix}`))
        throw new Error('DynamoDB refuses this item');
      return next(args);
    },
    { step: 'initialize' },
  );
}

const messageTo = (topic: string) =>
  stage.sandbox.outbox.list().findLast((message) => message.topic.endsWith(topic));
const organisationMail = () => (messageTo('-organisation')?.bodies['email'] ?? '').replaceAll(/\s+/g, ' ');

describe('one account that fails', () => {
  it('while it is judged stops no other, and is in the message of the organisation', async () => {
    const estate = estateOfThree();
    const failing = accountAt(estate, 1);
    stage = await openStage(dynalite.url, estate, configOf(estate));
    refuseWrites(failing.key, 'finding#');
    const result = await stage.run();
    expect(result.unfinished).toMatchObject([{ account: failing.key, step: 'evaluate' }]);
    expect(await findingLines(stage, accountAt(estate, 2).key)).toContain('open never-expires left-2');
    expect(messageTo(accountAt(estate, 0).id)).toBeDefined();
    expect(messageTo(accountAt(estate, 2).id)).toBeDefined();
    expect(organisationMail()).toContain(`(${failing.id}) not evaluated;`);
    expect(messageTo('-organisation')?.subject).toMatch(/[:,(] ?1 account failed/);
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
  });

  it('while it is notified stops no other, and its findings are in the message of the organisation', async () => {
    const estate = estateOfThree();
    const failing = accountAt(estate, 1);
    stage = await openStage(dynalite.url, estate, configOf(estate));
    stage.sandbox.faults.add({
      service: 'sns',
      operation: 'Publish',
      resource: `skc-watch-${failing.id}`,
      kind: 'deny',
    });
    const result = await stage.run();
    expect(result.unfinished).toMatchObject([{ account: failing.key, step: 'alert' }]);
    expect(messageTo(accountAt(estate, 2).id)).toBeDefined();
    expect(organisationMail()).toContain(`(${failing.id}) message failed;`);
    expect(organisationMail()).toContain('left-1');
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
  });

  it('is notified by the next run, once', async () => {
    const estate = estateOfThree();
    const failing = accountAt(estate, 1);
    stage = await openStage(dynalite.url, estate, configOf(estate));
    stage.sandbox.faults.add({
      service: 'sns',
      operation: 'Publish',
      resource: `skc-watch-${failing.id}`,
      kind: 'deny',
    });
    await stage.run();
    stage.sandbox.faults.clear();
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    const messages = stage.sandbox.outbox.list().filter(({ topic }) => topic.endsWith(failing.id));
    expect(messages).toHaveLength(1);
    expect(messages[0]?.bodies['email']).toContain('left-1');
  });
});

describe('one new account that the table does not store', () => {
  it('stops no other, and is named by the run', async () => {
    const estate = estateOfThree();
    const failing = accountAt(estate, 1);
    stage = await openStage(dynalite.url, estate, configOf(estate));
    refuseWrites(failing.key, 'account#');
    const result = await stage.run();
    expect(result.unfinished).toMatchObject([{ account: failing.key, step: 'plan' }]);
    expect(messageTo(accountAt(estate, 0).id)).toBeDefined();
    expect(messageTo(accountAt(estate, 2).id)).toBeDefined();
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
  });
});

describe('one account whose plan cannot be read from the table', () => {
  it('stops no other, is not taken for one that the configuration leaves out, and keeps its findings', async () => {
    const estate = estateOfThree();
    const failing = accountAt(estate, 1);
    stage = await openStage(dynalite.url, estate, configOf(estate));
    await stage.run();
    stage.sandbox.clock.advanceDays(1);
    let refuse = true;
    stage.database.client.middlewareStack.add(
      (next) => async (args) => {
        const text = JSON.stringify(args.input);
        if (refuse && text.includes(failing.key) && text.includes('"targets#"'))
          throw new Error('DynamoDB refuses this page');
        return next(args);
      },
      { step: 'initialize' },
    );
    const result = await stage.run();
    refuse = false;
    expect(result.unfinished).toMatchObject([{ account: failing.key, step: 'plan' }]);
    const { inventory } = stage.database;
    expect(await inventory.account(failing.key)).toMatchObject({ status: 'active' });
    expect(await findingLines(stage, failing.key)).toContain('open never-expires left-1');
    for (const { key } of [accountAt(estate, 0), accountAt(estate, 2)])
      expect((await inventory.account(key))?.standing?.runId).toBe(result.run.id);
    expect(await isIncomplete(inventory, result)).toBe(true);
  });
});

describe("the organisation's topic", () => {
  it('that SNS refuses leaves every account judged and notified, and the run done', async () => {
    const estate = estateOfThree();
    const contacts = {
      ...configOf(estate).contacts,
      accounts: { [accountAt(estate, 1).id]: [{ address: 't@example.com' }] },
    };
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts }));
    stage.sandbox.faults.add({
      service: 'sns',
      operation: 'Publish',
      // Its topic: messages to accounts may name the organisation's contacts.
      resource: 'skc-watch-organisation',
      kind: 'deny',
    });
    const result = await stage.run();
    expect(String(result.organisationError)).toContain('organisation');
    expect(messageTo(accountAt(estate, 1).id)).toBeDefined();
    expect((await stage.database.inventory.lastRun())?.state).toBe('done');
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
  });
});
