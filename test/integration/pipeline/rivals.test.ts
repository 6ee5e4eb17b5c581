import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { alert } from '../../../functions/alert/alert.ts';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { configOf, emptyEstate, EPOCH, findingsOf, OWN, REGION } from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage } from '../../bed/pipeline/stage.ts';
import { tableOf } from '../../bed/pipeline/table.ts';

const dynalite = dynaliteOfFile();

/** The second account has no contact, which the runs record as a finding. */
const config: ConfigInput = {
  ...configOf(emptyEstate(0)),
  contacts: {
    organisation: [{ address: 'organisation@example.com' }],
    accounts: { '111111111111': [{ address: 'team@example.com' }] },
  },
};
const estate = () => generateEstate({ accounts: 2, skcs: 40, seed: 3, epoch: EPOCH });

describe('two concurrent runs', () => {
  it.each([0, 30])(
    'leave the table of one and send once, %i days after the first',
    { timeout: 60_000 },
    async (days) => {
      const made = estate();
      const one = await openStage(dynalite.url, made, configOf(made));
      const two = await openStage(dynalite.url, estate(), configOf(made));
      for (const stage of days === 0 ? [] : [one, two]) {
        await stage.run();
        stage.sandbox.clock.advanceDays(days);
      }
      await one.run();
      const both = await Promise.all([two.run(), two.run()]);
      expect(both.flatMap(({ failures }) => failures)).toEqual([]);
      expect(await tableOf(two)).toEqual(await tableOf(one));
      const said = (stage: typeof one) =>
        stage.sandbox.outbox.list().map(({ topic, attributes }) => `${topic} ${attributes['digest']?.value}`);
      expect(said(one).length).toBeGreaterThan(1);
      expect(said(two).toSorted()).toEqual(said(one).toSorted());
      await one.close();
      await two.close();
    },
  );
});

describe('two concurrent runs that evaluate an account’s contacts', () => {
  it('write the finding once and count it', async () => {
    const made = emptyEstate(1);
    const stage = await openStage(dynalite.url, made, configOf(made));
    const { run } = await stage.run();
    const nobody = configSchema.parse(configOf(made, { contacts: {} }));
    const sns = new SNSClient(clientConfig(REGION));
    const dependencies = {
      ...stage.database,
      config: nobody,
      sns,
      home: { partition: 'aws', region: REGION, accountId: '111111111111' },
      realClock: () => run.now,
      leaseSeconds: 20,
      sleep: async () => undefined,
    };
    await Promise.all([1, 2, 3].map(() => alert({ run, account: OWN }, dependencies)));
    const [finding, ...others] = await findingsOf(stage, OWN);
    expect(finding).toMatchObject({ rule: 'no-contact', state: 'open', revision: 1 });
    expect(others).toEqual([]);
    const { standing } = (await stage.database.inventory.account(OWN)) ?? {};
    expect(standing).toMatchObject({ findings: { high: 1 }, byRule: { 'no-contact': 1 } });
    sns.destroy();
    await stage.close();
  });
});

describe('a second run of an unchanged estate', () => {
  it('writes at most two items a target, none an SKC, and sends nothing', { timeout: 60_000 }, async () => {
    const stage = await openStage(dynalite.url, estate(), config);
    await stage.run();
    const sent = stage.sandbox.outbox.list().length;
    const written: string[] = [];
    stage.database.client.middlewareStack.add(
      (next, context) => (args) => {
        if (/^(Put|Update|Delete|BatchWrite)/.test(String(context['commandName'])))
          written.push(itemOf(args.input));
        return next(args);
      },
      { step: 'initialize', name: 'writes' },
    );
    const { targets } = await stage.run();
    expect(targets).toBeGreaterThan(10);
    expect(written.filter((item) => item.startsWith('scan#'))).toHaveLength(targets);
    expect(written.filter((item) => /^(skc|change|finding|digest)/.test(item))).toEqual([]);
    expect(written.length).toBeLessThanOrEqual(2 * targets);
    expect(stage.sandbox.outbox.list()).toHaveLength(sent);
    await stage.close();
  });
});

/** The sort key that a command writes. */
function itemOf(input: object): string {
  const holder: unknown = Reflect.get(input, 'Item') ?? Reflect.get(input, 'Key');
  const item: unknown =
    typeof holder === 'object' && holder !== null ? Reflect.get(holder, 'item') : undefined;
  return typeof item === 'string' ? item : JSON.stringify(item);
}
