import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT, type ExitCode } from '../../../cli/program/exit-codes.ts';
import { runProgram } from '../../../cli/main.ts';
import { doctorReportSchema } from '../../../doctor/report.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import * as z from 'zod';
import { AUDIENCE, gcpEstate, gcpProject, SERVICE_ACCOUNT } from '../../bed/gcp/stage.ts';
import { closeClouds, EPOCH, openClouds } from '../../bed/doctor/look.ts';

let sandbox: Sandbox;
const directory = mkdtempSync(join(tmpdir(), 'skc-doctor-'));
const config = join(directory, 'skc.config.json');

beforeAll(async () => {
  sandbox = await openClouds({
    gcp: gcpEstate([
      gcpProject('pay-prod-1', '100000000001'),
      gcpProject('shop-web-2', '100000000002', { disabledApis: ['cloudkms.googleapis.com'] }),
    ]),
  });
  const gcp = { workloadIdentity: { audience: AUDIENCE }, serviceAccount: SERVICE_ACCOUNT };
  writeFileSync(config, JSON.stringify({ gcp }));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await closeClouds(sandbox);
});

async function run(...argv: string[]): Promise<{ code: ExitCode; printed: string; said: string }> {
  let printed = '';
  let said = '';
  const code = await runProgram([...argv, '--config', config], {
    terminal: {
      print: async (text) => {
        printed += text;
      },
      show: () => undefined,
      say: (text) => (said += text),
      columns: 100,
      colours: pc.createColors(false),
      debug: false,
    },
    now: () => EPOCH,
    open: () => Promise.reject(new Error('the doctor opens no inventory')),
  });
  return { code, printed, said };
}

describe('skc doctor', () => {
  it('opens the configured cloud and exits with 3 if something is missing', async () => {
    const { code, printed } = await run('doctor');
    expect(code).toBe(EXIT.incomplete);
    expect(printed).toMatch(/^granted {2}pay-prod-1/m);
    expect(printed).toMatch(/^failed {3}shop-web-2/m);
    expect(printed).toMatch(/^wrong {4}connecting Google Cloud, Choose how resources are listed/m);
  });

  it('accepts the id of a project, and exits with 0 if nothing is missing', async () => {
    const { code, printed } = await run('doctor', '--account', 'pay-prod-1', '--json');
    expect(code).toBe(EXIT.ok);
    const [report] = z.tuple([doctorReportSchema]).parse(JSON.parse(printed));
    expect(report.accounts.map(({ account }) => account)).toEqual(['gcp#pay-prod-1']);
  });

  it.each(['123456789012', 'A0000000-0000-4000-8000-0000000000AA'])(
    'accepts the id %s, and reports that it is not read',
    async (id) => {
      const { code, printed } = await run('doctor', '--account', id);
      expect(code).toBe(EXIT.incomplete);
      expect(printed).toContain(`accounts, ${id.toLowerCase()}: is not among the accounts that are read`);
    },
  );

  it('calls only the cloud of the id', async () => {
    const { printed } = await run('doctor', '--account', '123456789012');
    expect(printed).not.toContain('connecting Google Cloud');
  });

  it('rejects an invalid account id, and says what is valid', async () => {
    const { code, said } = await run('doctor', '--account', '1234');
    expect(code).toBe(EXIT.wrongUse);
    expect(said).toContain('12 digits (AWS), the GUID of a subscription or tenant (Azure)');
  });
});
