import { afterEach, describe, expect, it } from 'vitest';
import type { GcpProject } from '../../../sandbox/estate/gcp-estate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { targetUnreadable } from '../../../shared/rules/target-unreadable.ts';
import type { Scan } from '../../../shared/model/target.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, gcpEstate, gcpProject, openGcpStage, type GcpStage } from '../../bed/gcp/stage.ts';
import { contextAt } from '../../bed/rules/context.ts';

const at = (days: number) => addDays(EPOCH, days);
const SECRETS = 'gcp.secret-manager-secret';

const dynalite = dynaliteOfFile();
let stage: GcpStage;
afterEach(() => stage.close());

/** Two projects with three secrets each; the first one fails. */
async function open(more: Partial<GcpProject> = {}): Promise<void> {
  const secrets = ['a', 'b', 'c'].map((name) => ({ name, createdAt: at(-30), versions: [at(-30)] }));
  const projects = [
    gcpProject('pay-prod-1', '100000000001', { secrets, locations: [], ...more }),
    gcpProject('shop-web-2', '100000000002', { secrets, locations: [] }),
  ];
  stage = await openGcpStage(dynalite.url, gcpEstate(projects));
}

async function scans(source = SECRETS): Promise<Record<string, Scan>> {
  const collected = await stage.collectAll();
  const entries = collected
    .filter(({ scan }) => scan.source === source && scan.location === 'global')
    .map(({ scan }) => [scan.account.slice('gcp#'.length), scan] as const);
  return Object.fromEntries(entries);
}

describe('a project that cannot be read as usual', () => {
  it('is denied with the missing permission, and leaves the other complete', async () => {
    await open({ denials: [{ permission: 'secretmanager.secrets.list' }] });
    const { 'pay-prod-1': pay, 'shop-web-2': shop } = await scans();
    expect(pay).toMatchObject({
      outcome: 'denied',
      listed: false,
      problems: [{ code: 'IAM_PERMISSION_DENIED', missingPermission: 'secretmanager.secrets.list' }],
    });
    expect(shop).toMatchObject({ outcome: 'complete', count: 3 });
  });

  it('fails with the command that enables its API', async () => {
    await open({ disabledApis: ['secretmanager.googleapis.com'] });
    const { 'pay-prod-1': scan, 'shop-web-2': shop } = await scans();
    expect(scan).toMatchObject({ outcome: 'failed', problems: [{ code: 'SERVICE_DISABLED' }] });
    expect(shop?.outcome).toBe('complete');
    const target = { account: 'gcp#pay-prod-1', cloud: 'gcp', location: 'global', source: SECRETS } as const;
    const verdict = targetUnreadable.judge(
      { target, scan, current: true, criticalSkcs: 0, accepted: undefined },
      contextAt(EPOCH),
    );
    expect(verdict).toMatchObject({
      verdict: 'fails',
      action: 'Run: gcloud services enable secretmanager.googleapis.com --project=pay-prod-1',
    });
  });

  it('plans only one target for a disabled API', async () => {
    await open({ locations: ['europe-west3', 'europe-west1'], disabledApis: ['cloudkms.googleapis.com'] });
    const { accounts } = await stage.reader.accounts();
    const [pay] = accounts;
    const { targets } = await stage.reader.targets(pay ?? never(), []);
    const locations = (source: string) =>
      targets.filter((each) => each.source === source).map(({ location }) => location);
    expect(locations('gcp.kms-key')).toEqual(['global']);
    expect(locations(SECRETS)).toEqual(['global', 'europe-west3', 'europe-west1']);
  });

  it('keeps known targets, so that SKCs missing there are recorded as deleted', async () => {
    await open();
    const [pay] = (await stage.reader.accounts()).accounts;
    const before = [{ location: 'asia-east1', source: SECRETS }] as const;
    const { targets } = await stage.reader.targets(pay ?? never(), before);
    expect(targets).toContainEqual(before[0]);
  });

  it('is retired once its deletion was requested', async () => {
    await open({ deletedAt: at(1) });
    stage.sandbox.clock.set(at(2));
    const { accounts } = await stage.reader.accounts();
    expect(accounts.map(({ id, status }) => [id, status])).toEqual([
      ['pay-prod-1', 'retired'],
      ['shop-web-2', 'active'],
    ]);
  });

  it('that was deleted while it was read fails, and marks nothing as gone', async () => {
    await open({ deletedAt: at(1) });
    await stage.collectAll();
    const target = { account: 'gcp#pay-prod-1', cloud: 'gcp', location: 'global', source: SECRETS } as const;
    stage.sandbox.clock.set(at(2));
    expect(await stage.collectTarget(target)).toMatchObject({
      outcome: 'failed',
      problems: [{ code: 'CONSUMER_INVALID' }],
    });
    expect((await stage.stored('gcp#pay-prod-1')).filter(({ absentAt }) => absentAt !== undefined)).toEqual(
      [],
    );
  });

  it('with one secret whose versions are denied has only that one unknown', async () => {
    await open({ denials: [{ permission: 'secretmanager.versions.list', resource: 'secrets/b/' }] });
    const { 'pay-prod-1': scan } = await scans();
    expect(scan).toMatchObject({
      outcome: 'partial',
      listed: true,
      problems: [{ missingPermission: 'secretmanager.versions.list', skcs: 1 }],
    });
    const unknown = (await stage.stored('gcp#pay-prod-1')).map((skc) => [
      skc.name,
      Object.keys(skc.unknown).length > 0,
    ]);
    expect(unknown).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
  });

  it('is read completely despite throttling, with the requested pauses', async () => {
    await open();
    stage.sandbox.faults.add({ service: 'secretmanager', kind: 'throttle', times: 2 });
    const { 'pay-prod-1': scan } = await scans();
    expect(scan).toMatchObject({ outcome: 'complete', count: 3 });
    expect(stage.sandbox.calls.list().filter(({ status }) => status === 429)).toHaveLength(2);
  });

  it.each(['garbage', 'truncate', 'drop-after'] as const)(
    'that answers with %s fails alone',
    async (kind) => {
      await open();
      stage.sandbox.faults.add({
        service: 'secretmanager',
        operation: 'ListSecrets',
        account: 'pay-prod-1',
        kind,
      });
      const { 'pay-prod-1': pay, 'shop-web-2': shop } = await scans();
      expect(pay).toMatchObject({ outcome: 'failed', listed: false });
      expect(shop).toMatchObject({ outcome: 'complete', count: 3 });
    },
  );

  it('keeps keys of a service account whose keys are denied', async () => {
    const serviceAccounts = ['ci', 'job'].map((name) => ({
      name,
      createdAt: at(-30),
      keys: [{ id: `${name}1`, createdAt: at(-30) }],
    }));
    await open({ serviceAccounts });
    await stage.collectAll();
    stage.sandbox.faults.add({ operation: 'ListServiceAccountKeys', resource: 'job@', kind: 'deny' });
    const { 'pay-prod-1': scan } = await scans('gcp.service-account-key');
    expect(scan).toMatchObject({ outcome: 'partial', count: 2 });
    const keys = (await stage.stored('gcp#pay-prod-1')).filter(
      ({ type }) => type === 'gcp.service-account-key',
    );
    expect(keys.map(({ absentAt, unknown }) => [absentAt, Object.keys(unknown)])).toEqual([
      [undefined, []],
      [undefined, ['state']],
    ]);
  });
});

describe('a sign-in without visible projects', () => {
  it('fails with the permission to grant instead of treating every project as gone', async () => {
    stage = await openGcpStage(
      dynalite.url,
      gcpEstate([
        gcpProject('pay-prod-1', '100000000001', {
          denials: [{ permission: 'resourcemanager.projects.get' }],
        }),
      ]),
    );
    await expect(stage.reader.accounts()).rejects.toThrow('grant resourcemanager.projects.get');
  });
});

function never(): never {
  throw new Error('no project');
}
