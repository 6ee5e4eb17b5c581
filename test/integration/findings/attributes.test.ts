import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { updateFindings } from '../../../shared/findings/update.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { connectDatabase } from '../../bed/database.ts';
import { putReadAccount } from '../../bed/findings/read-account.ts';
import { NOW, stored } from '../../bed/inventory/skc.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';

const RUN = { id: 'r1', now: NOW };
const OLD = {
  lastUsedAt: '2026-11-19T06:00:00Z',
  revision: 1,
  createdAt: '2020-01-01T00:00:00Z',
  versionCreatedAt: '2020-01-01T00:00:00Z',
} satisfies Partial<StoredSkc>;
const ATTRIBUTES = { owner: 'team-payments', criticality: 'high', environment: 'production' };

let server: Awaited<ReturnType<typeof openDynalite>>;
let tables = 0;
beforeAll(async () => {
  server = await openDynalite();
});
afterAll(() => server.close());

/** A table with one old secret that has one finding, whose target was read in the run. */
async function openTable(facts: Partial<StoredSkc> = {}) {
  tables += 1;
  const table = `attributes-${tables}`;
  const database = await connectDatabase(server.url, table);
  onTestFinished(() => database.close());
  const { inventory } = database;
  const skc = stored({ ...OLD, ...facts });
  await putReadAccount(inventory, skc, RUN);
  const judge = async (input: ConfigInput = {}, days = 0) => {
    const run = { id: RUN.id, now: addDays(NOW, days) };
    const judged = await updateFindings(
      { run, account: skc.account },
      { inventory, config: configSchema.parse(input) },
    );
    const findings: Finding[] = [];
    for await (const finding of inventory.findings(skc.account)) findings.push(finding);
    const [finding] = findings;
    if (finding === undefined || findings.length > 1) throw new Error(`${findings.length} findings`);
    return { ...judged, finding };
  };
  const mark = (facts2: { cleared?: boolean } = {}) =>
    inventory.setMark({
      account: skc.account,
      skcId: skc.id,
      kind: 'owner',
      by: 'Melissa',
      at: NOW,
      reason: 'new team',
      value: 'platform@example.com',
      ...facts2,
    });
  return { ...database, table, skc, judge, mark };
}

describe('a finding', () => {
  it('has owner, criticality and environment of its SKC, and the index of open findings the owner', async () => {
    const { judge, client, table } = await openTable(ATTRIBUTES);
    const { finding } = await judge();
    expect(finding).toMatchObject(ATTRIBUTES);
    const { Items } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'openBySeverity',
        KeyConditionExpression: 'openSeverity = :severity',
        ExpressionAttributeValues: { ':severity': finding.severity },
      }),
    );
    expect(Items).toMatchObject([{ rule: finding.rule, owner: 'team-payments', because: finding.because }]);
  });

  it('has the owner from a mark while no tag names one', async () => {
    const { judge, mark, skc, inventory } = await openTable();
    expect((await judge()).finding.owner).toBeUndefined();
    await mark();
    expect((await judge()).finding.owner).toBe('platform@example.com');
    await inventory.refresh({ ...skc, owner: 'team-payments' });
    expect((await judge()).finding.owner).toBe('team-payments');
    await inventory.refresh(skc);
    await mark({ cleared: true });
    expect((await judge()).finding.owner).toBeUndefined();
  });

  it('is written once when only its owner changed, which is no change of the finding', async () => {
    const { judge, mark } = await openTable();
    const before = await judge();
    expect(before.written).toBe(1);
    await mark();
    const after = await judge({}, 0.5);
    expect(after.written).toBe(1);
    expect(after.finding).toMatchObject({
      revision: before.finding.revision + 1,
      changedAt: before.finding.changedAt,
      history: before.finding.history,
    });
    expect((await judge({}, 0.5)).written).toBe(0);
  });
});

describe('the severity of a finding', () => {
  const severity = (step: 'up' | 'down') => ({
    severity: [{ where: { environment: 'production' }, step }],
  });

  it.each([
    ['up', 'critical', 1],
    ['down', 'medium', -1],
  ] as const)(
    'is moved one step %s by the configuration, which is no new fact',
    async (step, moved, weight) => {
      const { judge } = await openTable(ATTRIBUTES);
      expect((await judge()).finding).toMatchObject({ severity: 'high', inUse: true });
      expect((await judge(severity(step))).finding).toMatchObject({ severity: moved, weight });
      const back = (await judge()).finding;
      expect([back.severity, back.weight]).toEqual(['high', undefined]);
    },
  );

  it('of another environment stays', async () => {
    const { judge } = await openTable({ ...ATTRIBUTES, environment: 'test' });
    const { finding } = await judge(severity('down'));
    expect([finding.severity, finding.weight]).toEqual(['high', undefined]);
  });

  it('that is critical by its rule is not lowered for an exclusion by tag', async () => {
    const facts = { ...ATTRIBUTES, tags: { team: 'pay' }, expiresAt: addDays(NOW, -1) };
    const { judge } = await openTable({ ...facts, createdAt: NOW, versionCreatedAt: NOW });
    const { finding } = await judge({ ...severity('down'), exclusions });
    expect(finding).toMatchObject({ rule: 'expired', severity: 'high' });
    expect(finding.excluded).toBeUndefined();
  });
});

const until = addDays(NOW, 30).slice(0, 10);
const exclusions = [{ match: { tag: { key: 'team' } }, reason: 'a test', by: 'Sarah', until }];

describe('an exclusion by tag', () => {
  it.each([
    ['were not read', { tags: undefined }, { notCompared: 1, excluded: 0 }],
    ['do not match', { tags: {} }, { excluded: 0 }],
    ['match', { tags: { team: 'pay' } }, { excluded: 1 }],
    ['do not exist for its type', { tags: undefined, type: 'gcp.service-account-key' }, { excluded: 0 }],
  ] as const)('of an SKC whose tags %s', async (_what, facts, expected) => {
    const gcp = 'type' in facts ? ({ cloud: 'gcp', account: 'gcp#pay', kind: 'secret' } as const) : {};
    const { judge } = await openTable({ ...facts, ...gcp });
    const { summary, finding } = await judge({ exclusions });
    expect(summary).toMatchObject(expected);
    expect('notCompared' in expected).toBe(summary.notCompared !== undefined);
    expect(finding.state).toBe('open');
  });
});
