import {
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { clients } from '../../bed/sandbox/clients.ts';

describe("the sandbox's credential report", () => {
  let sandbox: Sandbox;
  let iam: ReturnType<typeof clients>['iam'];
  beforeEach(async () => {
    sandbox = await startSandbox({ estate: sampleEstate({ epoch: '2026-11-21T06:00:00Z' }) });
    iam = clients(sandbox.url, '222222222222').iam;
  });
  afterEach(() => sandbox.close());

  const generate = () => iam.send(new GenerateCredentialReportCommand({}));
  const get = () => iam.send(new GetCredentialReportCommand({}));
  async function row(user: string): Promise<Record<string, string> | undefined> {
    const rows: Record<string, string>[] = parse(Buffer.from((await get()).Content ?? []), { columns: true });
    return rows.find((each) => each['user'] === user);
  }

  it('does not exist before it is generated', async () => {
    await expect(get()).rejects.toMatchObject({ name: 'CredentialReportNotPresentException' });
  });

  it('is not ready at once', async () => {
    await generate();
    await expect(get()).rejects.toMatchObject({ name: 'CredentialReportNotReadyException' });
    await expect(get()).resolves.toMatchObject({ ReportFormat: 'text/csv' });
  });

  it('is reused for four hours', async () => {
    await generate();
    await generate();
    sandbox.clock.advanceDays(3.9 / 24);
    expect((await generate()).State).toBe('COMPLETE');
    expect((await get()).GeneratedTime).toEqual(new Date('2026-11-21T06:00:00Z'));
  });

  it('expires after four hours', async () => {
    await generate();
    await generate();
    sandbox.clock.advanceDays(4.1 / 24);
    await expect(get()).rejects.toMatchObject({ name: 'CredentialReportExpiredException' });
    expect((await generate()).State).toBe('STARTED');
  });

  it('identifies a key by its slot, without its id', async () => {
    await generate();
    await generate();
    expect(await row('ledger-reader')).toMatchObject({
      access_key_1_active: 'false',
      access_key_1_last_rotated: '2025-10-17T06:00:00+00:00',
      access_key_2_active: 'false',
      access_key_2_last_rotated: 'N/A',
    });
  });

  it('matches the exact calls', async () => {
    await generate();
    await generate();
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'deploy-bot' }));
    const key = AccessKeyMetadata?.[0];
    const { AccessKeyLastUsed } = await iam.send(
      new GetAccessKeyLastUsedCommand({ AccessKeyId: key?.AccessKeyId }),
    );
    const reported = await row('deploy-bot');
    expect(new Date(reported?.['access_key_1_last_rotated'] ?? '')).toEqual(key?.CreateDate);
    expect(new Date(reported?.['access_key_1_last_used_date'] ?? '')).toEqual(
      AccessKeyLastUsed?.LastUsedDate,
    );
    expect(AccessKeyLastUsed?.ServiceName).toBe('ecs');
  });
});
