import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { PlannedAccount } from '../../../shared/model/run.ts';
import { finding, NOW, startEstate } from '../../bed/cli/estate.ts';
import { runSkc } from '../../bed/cli/run-skc.ts';

const SHOP = 'aws#444455556666';
let estate: Awaited<ReturnType<typeof startEstate>>;
beforeAll(async () => {
  estate = await startEstate();
  for await (const cart of estate.inventory.skcs(SHOP))
    await estate.inventory.writeFinding(finding(cart, 'never-expires', 'critical', NOW));
});
afterAll(() => estate.stop());

const skc = (...argv: string[]) => runSkc(argv, estate.inventory);
const namesIn = (json: string) =>
  z
    .array(z.object({ name: z.string() }))
    .parse(JSON.parse(json))
    .map(({ name }) => name);

async function become(status: 'active' | 'excluded' | 'retired'): Promise<void> {
  const account: PlannedAccount = {
    key: SHOP,
    cloud: 'aws',
    id: '444455556666',
    name: 'shop-dev',
    path: [],
    status,
    targets: [],
    problems: [],
    ...(status === 'excluded' ? { excludedAt: NOW } : {}),
    ...(status === 'retired' ? { retiredAt: NOW } : {}),
  };
  expect(await estate.inventory.planAccount(account)).toBe(true);
}

describe.each(['excluded', 'retired'] as const)('an account that is %s', (status) => {
  beforeAll(() => become(status));
  afterAll(() => become('active'));

  it('is not in lists and their counts, and a line says how many are left out and what lists them', async () => {
    const { stdout, stderr } = await skc('list');
    expect(stdout).not.toContain('cart');
    expect(stdout).toMatch(/\n4 SKCs,/);
    expect(stderr).toContain(
      `1 SKC of 1 account that no run reads any more left out (shop-dev: ${status}): --left-out lists them.`,
    );
  });

  it('is in no JSON and CSV of a list by default, and --left-out adds it, with its status', async () => {
    expect(namesIn((await skc('list', '--json')).stdout)).not.toContain('cart');
    const { stdout, stderr } = await skc('list', '--json', '--left-out');
    expect(namesIn(stdout)).toContain('cart');
    expect(stderr).not.toContain('left out');
    const csv: unknown = parse((await skc('list', '--csv', '--left-out')).stdout, {
      columns: true,
      bom: true,
    });
    expect(csv).toContainEqual(expect.objectContaining({ name: 'cart', accountStatus: status }));
  });

  it('is listed where it is named, without a current state', async () => {
    const { stdout } = await skc('list', '--account', 'shop-dev');
    expect(stdout).toMatch(new RegExp(`cart +secrets-manager-secret +shop-dev +eu-west-1 +${status}`));
    expect((await skc('show', 'cart')).stdout).toContain(`${status}, this is its last record`);
  });

  it('raises no finding of now, and fails no threshold', async () => {
    const { code, stdout, stderr } = await skc(
      'findings',
      '--rule',
      'never-expires',
      '--fail-on',
      'critical',
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain('cart');
    expect(stderr).toContain('1 finding of 1 account that no run reads any more left out');
    const named = await skc('findings', '--account', 'shop-dev', '--rule', 'never-expires');
    expect(named.stdout).toContain(`account ${status}`);
  });

  it('has no targets and is no audience unless it is named', async () => {
    for (const command of ['targets', 'contacts']) {
      const { stdout } = await skc(command);
      expect(stdout).not.toContain('shop-dev');
      expect(stdout).toContain('1 account that no run reads any more left out: name one with --account.');
      expect((await skc(command, '--account', 'shop-dev')).stdout).toContain('shop-dev');
    }
  });
});

describe('an account that is read', () => {
  it('is in every list, and nothing is left out', async () => {
    const { stdout, stderr } = await skc('list');
    expect(stdout).toContain('cart');
    expect(stderr).toBe('');
    expect((await skc('findings')).stdout).toContain('cart');
    expect((await skc('contacts')).stdout).toContain('shop-dev');
  });
});
