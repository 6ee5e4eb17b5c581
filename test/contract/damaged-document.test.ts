import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { accountAt, configOf, emptyEstate, goodSecret } from '../bed/pipeline/estate.ts';
import { openDynalite } from '../bed/pipeline/stage.ts';
import { startS3 } from '../bed/servers/s3.ts';
import { runSteps } from './recorded-run.ts';

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let s3: Awaited<ReturnType<typeof startS3>>;
let sandbox: Sandbox;
const estate = emptyEstate(3);

beforeAll(async () => {
  dynalite = await openDynalite();
  s3 = await startS3();
  for (const index of [0, 1, 2])
    accountAt(estate, index).secrets.push(goodSecret(`left-${index}`, { rotation: undefined }));
  // The steps send from here.
  accountAt(estate, 0).regions.push({ name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' });
  sandbox = await startSandbox({ estate });
});
afterAll(async () => {
  await sandbox.close();
  await s3.close();
  await dynalite.close();
});

it('a damaged document of one account ends no run: the organisation is notified of its findings', async () => {
  const damaged = accountAt(estate, 1);
  const { objects } = s3;
  const store = objects.set.bind(objects);
  // The store keeps half of what the account's alert writes.
  objects.set = (key, text) =>
    store(key, key.includes(damaged.id) && key.includes('alerted') ? text.slice(0, text.length / 2) : text);
  const config = configOf(estate, { alerts: { region: 'us-east-1' } });
  const theatre = { sandbox, dynamo: dynalite.url, s3: s3.url, recorded: new Map(), used: new Map() };
  const summary = await runSteps(theatre, config, 0);
  expect(summary.damaged.items).toMatchObject([
    { account: 'organisation', why: expect.stringContaining('could not be read') },
  ]);
  expect(summary.damaged.items[0]?.item).toContain(damaged.id);
  expect(summary.unfinished).toEqual([damaged.key]);
  const mail = sandbox.outbox.list().findLast(({ topic }) => topic.endsWith('-organisation'))?.bodies[
    'email'
  ];
  expect(mail).toContain('left-1');
  expect(mail).not.toContain('left-2');
});
