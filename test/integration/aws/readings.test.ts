import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { awsSources } from '../../../shared/sources/aws/registry.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH } from '../../bed/sources/contract.ts';
import { AWS_FIXTURES } from '../../bed/sources/fixtures.ts';
import { openSourceStage, type SourceStage } from '../../bed/sources/stage.ts';

const dynalite = dynaliteOfFile();
let stage: SourceStage;
afterEach(() => stage.close());

async function open(type: string, skcs: number): Promise<void> {
  const source = awsSources.find((each) => each.type === type);
  const fixture = AWS_FIXTURES.find((each) => each.type === type);
  if (source === undefined || fixture === undefined) throw new Error(`no source ${type}`);
  stage = await openSourceStage(dynalite.url, source, fixture, skcs);
}

async function only(): Promise<StoredSkc> {
  const [skc] = (await stage.stored()).filter(({ absentAt }) => absentAt === undefined);
  if (skc === undefined) throw new Error('nothing is stored');
  return skc;
}

describe('access keys', () => {
  const KEYS = 'aws.iam-access-key';

  it('of a user who is gone since the report: none, and nothing failed', async () => {
    await open(KEYS, 2);
    const fault = { service: 'iam', operation: 'ListAccessKeys', code: 'NoSuchEntity', resource: 'job-0' };
    stage.sandbox.faults.add({ kind: 'error', ...fault });
    expect((await stage.collect()).scan).toMatchObject({ outcome: 'complete', count: 1, problems: [] });
  });

  it('that are denied for one user cost only these, and name the call', async () => {
    await open(KEYS, 3);
    stage.sandbox.faults.add({
      kind: 'deny',
      service: 'iam',
      operation: 'ListAccessKeys',
      resource: 'job-0',
    });
    const { scan } = await stage.collect();
    expect(scan).toMatchObject({ outcome: 'partial', listed: true, count: 2 });
    expect(scan.problems).toMatchObject([{ missingPermission: 'iam:ListAccessKeys', skcs: 1 }]);
  });

  it('are listed by user if the report is no report', async () => {
    await open(KEYS, 2);
    stage.wire.answered = (operation, body) =>
      operation === 'GetCredentialReport' ? body.replace(/<Content>[^<]*/, '<Content>bm8=') : body;
    const { scan } = await stage.collect();
    expect(scan).toMatchObject({ outcome: 'partial', listed: true, count: 2 });
    expect(scan.problems).toMatchObject([{ code: 'BadCredentialReport' }]);
    expect((await only()).unknown['lastUsedAt']).toMatch(/report/);
  });

  it('of a user who was renamed stay the same, in their new place', async () => {
    await open(KEYS, 1);
    await stage.collect();
    const before = await only();
    const [user] = stage.account.users;
    if (user === undefined) throw new Error('no user');
    user.name = 'renamed';
    stage.sandbox.clock.advanceDays(1);
    expect((await stage.collect()).changes).toEqual({ edited: 1 });
    expect(await only()).toMatchObject({ id: before.id, name: before.name.replace('job-0', 'renamed') });
  });

  it('have a successor once a second one is active, and AWS’s flag of an exposed key', async () => {
    await open(KEYS, 1);
    const [user] = stage.account.users;
    user?.keys.push({ id: 'AKIASANDBOXNEWER0000', createdAt: addDays(EPOCH, -1), uses: [] });
    stage.wire.answered = (operation, body) =>
      operation === 'GetAccountAuthorizationDetails'
        ? body.replace(
            /<AttachedManagedPolicies\s*\/>|<AttachedManagedPolicies><\/AttachedManagedPolicies>/,
            '<AttachedManagedPolicies><member><PolicyName>AWSCompromisedKeyQuarantineV3</PolicyName></member></AttachedManagedPolicies>',
          )
        : body;
    await stage.collect();
    const [older, newer] = (await stage.stored()).toSorted((a, b) =>
      (a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1,
    );
    expect(older?.supersededAt).toBe(addDays(EPOCH, -1));
    expect(newer?.supersededAt).toBeUndefined();
    expect(older?.leakedBecause).toContain('AWSCompromisedKeyQuarantineV3');
  });
});

describe('KMS keys', () => {
  const KEYS = 'aws.kms-key';

  function imported(validTo?: string): void {
    const [key] = stage.account.keys;
    if (key !== undefined) Object.assign(key, { origin: 'EXTERNAL', validTo });
  }

  it.each([
    ['dropped', undefined],
    ['kept', Date.parse(addDays(EPOCH, 2)) / 1000],
  ])('whose material ended keep its end, with ValidTo %s', async (_how, kept) => {
    await open(KEYS, 1);
    imported(addDays(EPOCH, 2));
    await stage.collect();
    stage.sandbox.clock.advanceDays(3);
    if (kept !== undefined)
      stage.wire.answered = (operation, body) =>
        operation === 'DescribeKey' ? body.replace('"KeyState"', `"ValidTo":${kept},"KeyState"`) : body;
    for (const _run of [1, 2]) {
      await stage.collect();
      expect(await only()).toMatchObject({ status: 'PendingImport', expiresAt: addDays(EPOCH, 2) });
      expect((await only()).unusable).toBeUndefined();
    }
  });

  it('whose material was deleted by hand cannot be used; one that never had any is only not ready', async () => {
    await open(KEYS, 1);
    imported(addDays(EPOCH, 200));
    const waiting = (operation: string, body: string) =>
      operation === 'DescribeKey'
        ? body
            .replace('"KeyState":"Enabled"', '"KeyState":"PendingImport"')
            .replace(/"(ValidTo|ExpirationModel)":[^,]+,/g, '')
        : body;
    await stage.collect();
    stage.wire.answered = waiting;
    for (const _run of [1, 2]) {
      await stage.collect();
      expect(await only()).toMatchObject({ unusable: 'material-deleted' });
      expect((await only()).expiresAt).toBeUndefined();
    }
    await stage.close();
    await open(KEYS, 1);
    imported();
    stage.wire.answered = waiting;
    for (const _run of [1, 2]) {
      await stage.collect();
      expect((await only()).unusable).toBeUndefined();
    }
  });

  it('keep their last known names while aliases are denied', async () => {
    await open(KEYS, 2);
    await stage.collect();
    stage.sandbox.faults.add({ kind: 'deny', service: 'kms', operation: 'ListAliases' });
    const { scan } = await stage.collect();
    expect(scan).toMatchObject({ outcome: 'partial', listed: true, count: 2 });
    expect(scan.problems).toMatchObject([{ missingPermission: 'kms:ListAliases' }]);
    expect((await stage.stored()).map(({ name }) => name)).toEqual(['data-0', 'data-1']);
  });

  it.each(['DescribeKey', 'GetKeyRotationStatus'])(
    'that are gone when %s is called are no failure',
    async (operation) => {
      await open(KEYS, 2);
      const fault = { service: 'kms', operation, code: 'NotFoundException', resource: '000000000000' };
      stage.sandbox.faults.add({ kind: 'error', ...fault });
      expect((await stage.collect()).scan).toMatchObject({ outcome: 'complete', count: 1, problems: [] });
    },
  );

  it.each([
    ['DescribeKey', 'state'],
    ['GetKeyRotationStatus', 'rotationEnabled'],
  ])('are unknown, not off or active, after an empty answer of %s', async (empty, field) => {
    await open(KEYS, 1);
    await stage.collect();
    stage.wire.answered = (operation, body) => (operation === empty ? '{}' : body);
    const { scan } = await stage.collect();
    expect(scan).toMatchObject({ outcome: 'partial', listed: true });
    expect(scan.problems[0]).toMatchObject({ operation: `kms:${empty}`, kind: 'malformed' });
    expect((await only()).unknown[field]).toContain('answered without');
  });

  it('say in plain words what came instead of an answer', async () => {
    await open(KEYS, 1);
    stage.wire.answered = (operation, body) => (operation === 'ListKeys' ? body.slice(0, -4) : body);
    const { scan } = await stage.collect();
    expect(scan.problems[0]?.message).toMatch(/^The answer was cut short/);
    expect(scan.problems[0]?.operation).toBe('kms:ListKeys');
    expect(scan.problems[0]?.message).not.toContain('Deserialization');
  });
});

describe('ACM certificates', () => {
  it('are read for their signature from the next day on, once', async () => {
    await open('aws.acm-certificate', 1);
    const [certificate] = stage.account.certificates;
    if (certificate !== undefined) certificate.createdAt = addDays(EPOCH, -10);
    const described = () => stage.sandbox.calls.counts()['acm:DescribeCertificate'] ?? 0;
    await stage.collect();
    expect(described()).toBe(0);
    for (const _day of [1, 2, 3]) {
      stage.sandbox.clock.advanceDays(1);
      expect((await stage.collect()).scan.outcome).toBe('complete');
      expect((await only()).signatureAlgorithm).toBe('SHA256WITHRSA');
      expect(described()).toBe(1);
    }
    expect((await only()).revision).toBe(1);
  });
});
