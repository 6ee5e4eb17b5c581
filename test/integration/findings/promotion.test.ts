import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { updateFindings } from '../../../shared/findings/update.ts';
import { newsOf } from '../../../shared/messages/kinds/digest/news.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { connectDatabase } from '../../bed/database.ts';
import { putReadAccount } from '../../bed/findings/read-account.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';
import { NOW } from '../../bed/rules/label.ts';
import { kmsKey } from '../../bed/sources/aws/skcs.ts';
import { applicationCertificate, applicationSecret } from '../../bed/sources/azure/skcs.ts';

let server: Awaited<ReturnType<typeof openDynalite>>;
let tables = 0;
beforeAll(async () => {
  server = await openDynalite();
});
afterAll(() => server.close());

/** A table with one SKC, whose target every run reads. */
async function openTable(given: ReturnType<typeof applicationSecret>) {
  tables += 1;
  const database = await connectDatabase(server.url, `promotion-${tables}`);
  onTestFinished(() => database.close());
  const { inventory } = database;
  const skc: StoredSkc = { ...given, revision: 1, discoveredAt: NOW, changedAt: NOW };
  let readings = 0;
  return async (days: number) => {
    const run = { id: `r${days}`, now: addDays(NOW, days) };
    readings += 1;
    await putReadAccount(inventory, skc, run, readings);
    const { summary } = await updateFindings(
      { run, account: skc.account },
      { inventory, config: configSchema.parse({}) },
    );
    const findings = new Map<string, Finding>();
    for await (const finding of inventory.findings(skc.account)) findings.set(finding.rule, finding);
    return { summary, findings };
  };
}

const states = (findings: ReadonlyMap<string, Finding>) =>
  [...findings.values()]
    .map(({ rule, state, replacedBy }) =>
      [rule, state, ...(replacedBy === undefined ? [] : [`by ${replacedBy}`])].join(' '),
    )
    .toSorted();

describe('one complaint that takes the place of another', () => {
  it('is a line that moved, from a life that is too long to its end and past it', async () => {
    const judge = await openTable(
      applicationCertificate({
        createdAt: '2015-11-25T00:00:00Z',
        notBefore: '2015-11-25T00:00:00Z',
        versionCreatedAt: '2015-11-25T00:00:00Z',
        expiresAt: addDays(NOW, 65),
      }),
    );
    expect(states((await judge(0)).findings)).toEqual(['never-expires open']);
    expect(states((await judge(6)).findings)).toEqual([
      'expiring open',
      'never-expires resolved by expiring',
    ]);
    expect(states((await judge(66)).findings)).toEqual([
      'expired open',
      'expiring resolved by expired',
      'never-expires resolved by expiring',
    ]);
  });

  it('is the end, which silences the rotation of what has ended', async () => {
    const judge = await openTable(
      applicationSecret({
        createdAt: '2025-11-01T00:00:00Z',
        versionCreatedAt: '2025-11-01T00:00:00Z',
        notBefore: '2025-11-01T00:00:00Z',
        expiresAt: addDays(NOW, 61),
      }),
    );
    expect(states((await judge(0)).findings)).toEqual(['rotation-overdue open']);
    expect(states((await judge(62)).findings)).toEqual([
      'expired open',
      'rotation-overdue resolved by expired',
    ]);
  });

  it('is the end of what destroyed itself: no line says deleted', async () => {
    const ends = { expiresAt: addDays(NOW, 3), destroysItself: true };
    const judge = await openTable(applicationSecret(ends));
    expect(states((await judge(0)).findings)).toEqual(['expiring open']);
    const gone = await openTable(
      applicationSecret({ ...ends, absentAt: addDays(NOW, 4), state: 'destroyed' }),
    );
    expect(states((await gone(4)).findings)).toEqual(['expired open']);
  });
});

describe('an end that has passed for long', () => {
  it('becomes less severe without any news', async () => {
    const judge = await openTable(applicationSecret({ expiresAt: addDays(NOW, -20) }));
    const before = (await judge(0)).findings.get('expired');
    const after = (await judge(170)).findings.get('expired');
    expect([before?.severity, after?.severity]).toEqual(['critical', 'low']);
    if (before === undefined || after === undefined) return;
    const notified = {
      digest: 'd',
      at: addDays(NOW, 169),
      state: 'open',
      severity: before.severity,
    } as const;
    const told = { ...after, notified: { account: { ...notified, rung: after.rung } } };
    expect(newsOf(told, 'account', addDays(NOW, 170))).toBeUndefined();
  });
});

describe('a summary', () => {
  it('counts what could not be judged by rule and missing fact', async () => {
    const judge = await openTable(
      kmsKey({ unknown: { rotationEnabled: 'kms:GetKeyRotationStatus was denied' } }),
    );
    const { summary } = await judge(0);
    expect(summary.unknown).toEqual({
      skcs: 1,
      byRule: {
        'rotation-failed': { rotationEnabled: 1 },
        'rotation-overdue': { rotationEnabled: 1 },
        'rotation-off': { rotationEnabled: 1 },
      },
    });
    expect(summary.verdicts.unknown).toBe(3);
  });
});
