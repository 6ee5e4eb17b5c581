import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../../../shared/rules/config.ts';
import { reviewOf } from '../../../shared/findings/review.ts';
import { findingAfter, type SubjectDefinition } from '../../../shared/findings/subjects/contract.ts';
import { SUBJECTS } from '../../../shared/findings/subjects/registry.ts';
import { updateFindings } from '../../../shared/findings/update.ts';
import type { PlannedAccount } from '../../../shared/model/run.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { exportsOf, hasAll } from '../../bed/folder-exports.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';
import { connectDatabase } from '../../bed/database.ts';
import { FINDING } from '../../bed/findings/finding.ts';

const RUN = { id: 'r1', now: '2026-11-21T06:00:00Z' };
const CONFIG = configSchema.parse({});
const ACCOUNT: PlannedAccount = {
  key: 'aws#111111111111',
  cloud: 'aws',
  id: '111111111111',
  name: 'pay',
  path: [],
  status: 'active',
  targets: [],
  problems: [],
};

/** An endpoint: a kind of subject that only a later version has. */
const endpoint: SubjectDefinition = {
  kind: 'endpoint',
  rules: [{ id: 'serves-old-certificate' }],
  async *findings(review) {
    yield* findingAfter(
      {
        subject: { kind: 'endpoint', id: 'pay.example:443', name: 'pay.example:443' },
        rule: 'serves-old-certificate',
        judged: {
          is: 'failing',
          stale: false,
          fails: {
            verdict: 'fails',
            severity: 'high',
            dueAt: review.run.now,
            because: 'It serves the certificate of 2025-11-01.',
            action: 'Reload the server.',
            restsOn: [],
          },
        },
        lastSeenAt: undefined,
        tags: {},
        attributes: {},
      },
      review,
    );
  },
  orphaned: () => 'resolved',
};

let server: Awaited<ReturnType<typeof openDynalite>>;
let tables = 0;

beforeAll(async () => {
  server = await openDynalite();
});
afterAll(() => server.close());

/** A table of one account with these findings and no SKCs. */
async function tableOf(findings: readonly Finding[]) {
  tables += 1;
  const database = await connectDatabase(server.url, `subjects-${tables}`);
  onTestFinished(() => database.close());
  const { inventory } = database;
  await inventory.planAccount(ACCOUNT);
  for (const finding of findings) expect(await inventory.writeFinding(finding)).toBe(true);
  return {
    inventory,
    async stored() {
      const stored: Finding[] = [];
      for await (const finding of inventory.findings(ACCOUNT.key)) stored.push(finding);
      return stored;
    },
    summary: async () => (await inventory.account(ACCOUNT.key))?.standing,
  };
}

describe('a kind of subject', () => {
  it('is a file and a registry line: a new one is evaluated, written and counted', async () => {
    const table = await tableOf([]);
    const input = { run: RUN, account: ACCOUNT.key };
    const dependencies = { inventory: table.inventory, config: CONFIG, subjects: [...SUBJECTS, endpoint] };
    const { summary, written } = await updateFindings(input, dependencies);
    expect(written).toBe(1);
    expect(await table.stored()).toMatchObject([
      {
        subject: { kind: 'endpoint', name: 'pay.example:443' },
        rule: 'serves-old-certificate',
        state: 'open',
      },
    ]);
    expect(summary.byRule).toEqual({ 'serves-old-certificate': 1 });
    expect((await updateFindings(input, dependencies)).written).toBe(0);
  });

  it('is found in the registry if its file is in the folder', async () => {
    const isOne = (value: unknown): value is SubjectDefinition => hasAll(value, 'kind', 'orphaned');
    const found = await exportsOf('shared/findings/subjects', isOne);
    expect(new Set(SUBJECTS)).toEqual(new Set(found.map(({ value }) => value)));
  });
});

describe('a finding that a newer version wrote', () => {
  it.each([
    ['rule', { ...FINDING, rule: 'lives-too-long' }],
    ['state', { ...FINDING, state: 'snoozed' }],
    ['kind of subject', { ...FINDING, subject: { ...FINDING.subject, kind: 'procedure' } }],
  ])('with an unknown %s is left as it is and counted apart', async (_what, foreign) => {
    const table = await tableOf([foreign]);
    const { summary, written } = await updateFindings(
      { run: RUN, account: ACCOUNT.key },
      { inventory: table.inventory, config: CONFIG },
    );
    expect(written).toBe(0);
    expect(await table.stored()).toEqual([foreign]);
    expect(await table.summary()).toEqual(summary);
    expect(summary).toMatchObject({ foreign: 1, findings: { high: 0 }, byRule: {} });
  });

  it('is evaluated by a version that knows it', async () => {
    const review = await reviewOf(
      { account: { ...ACCOUNT, targetCount: 0, targetPages: 0 }, findings: new Map(), scans: new Map() },
      { run: RUN },
      { config: CONFIG, subjects: SUBJECTS, related: () => ({}), note: () => undefined },
    );
    expect(review.isKnown(FINDING)).toBe(true);
    expect(review.isKnown({ ...FINDING, state: 'resolved' })).toBe(true);
    expect(review.isKnown({ ...FINDING, state: 'snoozed' })).toBe(false);
  });
});

describe('a finding whose subject is gone', () => {
  it('is resolved for a target that is no longer planned', async () => {
    const id = `${ACCOUNT.key}|eu-west-1|aws.kms-key`;
    const finding = { ...FINDING, subject: { kind: 'target', id, name: 'kms' }, rule: 'target-unreadable' };
    const table = await tableOf([finding]);
    await updateFindings({ run: RUN, account: ACCOUNT.key }, { inventory: table.inventory, config: CONFIG });
    expect(await table.stored()).toMatchObject([{ state: 'resolved', revision: 2 }]);
  });

  it('stays open for an SKC that is missing from the table', async () => {
    const table = await tableOf([FINDING]);
    const { summary } = await updateFindings(
      { run: RUN, account: ACCOUNT.key },
      { inventory: table.inventory, config: CONFIG },
    );
    expect(await table.stored()).toEqual([FINDING]);
    expect(summary.findings.high).toBe(1);
  });
});
