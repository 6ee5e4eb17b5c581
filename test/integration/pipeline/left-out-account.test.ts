import { afterEach, describe, expect, it } from 'vitest';
import { isIncomplete } from '../../../cli/run/local-run.ts';
import { summarise } from '../../../functions/finish/summary.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingLines,
  goodSecret,
  importedCertificate,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const estate = () => {
  const made = emptyEstate(3);
  accountAt(made, 1).secrets.push(goodSecret('left', { rotation: undefined }));
  accountAt(made, 2).certificates.push(importedCertificate('shop.example.com', 5));
  return made;
};
type Estate = ReturnType<typeof estate>;

/** Configurations that leave the second account out, each in another way. */
const ways: [string, (made: Estate) => ConfigInput][] = [
  ['exclude', (made) => ({ exclude: { accounts: [accountAt(made, 1).id] } })],
  ['include', (made) => ({ include: { accounts: [accountAt(made, 0).id, accountAt(made, 2).id] } })],
  [
    'a list of accounts that no longer names it',
    (made) => ({
      organisation: undefined,
      accounts: [0, 2].map((index) => ({ id: accountAt(made, index).id })),
    }),
  ],
];

async function runWith(made: Estate, more: ConfigInput) {
  const { exclude, include, organisation, accounts, ...same } = { ...configOf(made), ...more };
  const result = await stage.run({
    ...same,
    ...(exclude === undefined ? {} : { exclude }),
    ...(include === undefined ? {} : { include }),
    ...(organisation === undefined ? {} : { organisation }),
    ...(accounts === undefined ? {} : { accounts }),
  });
  const known = await stage.database.inventory.accounts();
  const alerted = result.alerted.map(({ account, notNotified }) => ({ account, notNotified }));
  const parts = {
    organisation: { subscriptions: 1, digest: undefined },
    shared: { confirmed: 0, failed: [] },
    failed: [],
    unlisted: [],
    unplanned: { count: 0, accounts: [] },
    refused: { count: 0, contacts: [] },
    damaged: { count: 0, items: [], newer: 0 },
  };
  return {
    incomplete: await isIncomplete(stage.database.inventory, result),
    summary: summarise(result.run, result.run.now, known, alerted, parts),
  };
}

const organisationMails = () =>
  stage.sandbox.outbox
    .list()
    .filter(({ topic }) => topic.endsWith('-organisation'))
    .map(({ bodies }) => bodies['email'] ?? '');

describe('an account that the configuration leaves out', () => {
  it.each(ways)('by %s makes no run incomplete, and is said once', async (_way, leaveOut) => {
    const made = estate();
    const { key, id } = accountAt(made, 1);
    stage = await openStage(dynalite.url, made, configOf(made));
    await runWith(made, {});
    expect(await findingLines(stage, key)).toContain('open never-expires left');
    const before = organisationMails().length;

    for (let run = 0; run < 2; run += 1) {
      stage.sandbox.clock.advanceDays(1);
      const { incomplete, summary } = await runWith(made, leaveOut(made));
      expect(incomplete).toBe(false);
      expect(summary.unfinished).toEqual([]);
      expect(summary.accounts).toMatchObject({ active: 2, retired: 0, excluded: 1 });
      expect(summary.targets.planned).toBe(summary.targets.complete);
    }
    const account = await stage.database.inventory.account(key);
    expect(account).toMatchObject({ status: 'excluded', excludedAt: '2026-11-22T06:00:00Z' });
    expect(await findingLines(stage, key)).not.toContain('open never-expires left');
    expect(await findingLines(stage, key)).toContain('excluded never-expires left');
    const said = organisationMails()
      .slice(before)
      .filter((mail) => mail.includes('No longer read'));
    expect(said).toHaveLength(1);
    expect(said[0]?.replaceAll(/\s+/g, ' ')).toContain(
      `(${id}), left out by the configuration; 1 open finding closed.`,
    );
  });

  it('is read again when the configuration names it again, and its findings are new', async () => {
    const made = estate();
    const { key, id } = accountAt(made, 1);
    stage = await openStage(dynalite.url, made, configOf(made));
    await runWith(made, {});
    stage.sandbox.clock.advanceDays(1);
    await runWith(made, { exclude: { accounts: [id] } });
    stage.sandbox.clock.advanceDays(1);
    await runWith(made, {});
    expect(await findingLines(stage, key)).toContain('open never-expires left');
    const account = await stage.database.inventory.account(key);
    expect(account?.status).toBe('active');
    expect(account?.excludedAt).toBeUndefined();
    const last = stage.sandbox.outbox.list().findLast(({ topic }) => topic.endsWith(id));
    expect(last?.subject).toContain('1 new');
    expect(last?.bodies['email']).toContain('without an end for 102 days');
  });
});

it('a run that a person narrows to some accounts leaves the others as they are', async () => {
  const made = estate();
  const config = configOf(made);
  stage = await openStage(dynalite.url, made, config);
  await stage.run();
  const other = accountAt(made, 1);
  const before = await findingLines(stage, other.key);
  expect(before).toEqual(['open never-expires left']);
  const messages = stage.sandbox.outbox.list().length;
  stage.sandbox.clock.advanceDays(1);
  const only = accountAt(made, 0).id;
  const result = await stage.run({ ...config, include: { accounts: [only] } }, 0, undefined, {
    accounts: [only],
    regions: [],
  });
  expect(await isIncomplete(stage.database.inventory, result)).toBe(false);
  const accounts = await stage.database.inventory.accounts();
  expect(accounts.map(({ status }) => status)).toEqual(['active', 'active', 'active']);
  expect(await findingLines(stage, other.key)).toEqual(before);
  expect(stage.sandbox.outbox.list()).toHaveLength(messages);
});
