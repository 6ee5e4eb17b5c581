import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHealthy, type DoctorReport } from '../../../doctor/report.ts';
import { sampleConfig } from '../../../sandbox/estate/sample-config.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { AZURE_STEPS } from '../../../shared/clouds/azure/connecting.ts';
import { GCP_STEPS } from '../../../shared/clouds/gcp/connecting.ts';
import { closeClouds, EPOCH, lookAt, openEstate, screenOf, stepsOf } from '../../bed/doctor/look.ts';

let sandbox: Sandbox;
let report: DoctorReport;
let withExpected: DoctorReport;
beforeAll(async () => {
  sandbox = await openEstate(sampleEstate({ epoch: EPOCH }));
  report = await lookAt(sandbox, { ...sampleConfig(EPOCH), expectedUnreadable: [] });
  withExpected = await lookAt(sandbox, sampleConfig(EPOCH));
});
afterAll(() => closeClouds(sandbox));

function wrongSteps(about: 'azure' | 'gcp'): [string, string][] {
  return Object.values(stepsOf(report, about))
    .filter(({ state }) => state === 'wrong')
    .map(({ subject, says }) => [subject, says]);
}

describe('the doctor, on the sample organisation', () => {
  it('checks the accounts of all three clouds', () => {
    const clouds = Map.groupBy(report.accounts, ({ account }) => account.split('#')[0]);
    expect(Object.fromEntries([...clouds].map(([cloud, accounts]) => [cloud, accounts.length]))).toEqual({
      aws: 7,
      azure: 4,
      gcp: 6,
    });
  });

  it('names what is missing in Azure: the policy of one vault', () => {
    expect(wrongSteps('azure')).toEqual([
      [AZURE_STEPS.policies, 'no access policy lets it list: kv-skc-swift'],
    ]);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.hsms]?.state).toBe('fine');
  });

  it('names what is missing in Google Cloud: one permission in one project, one API in another', () => {
    expect(wrongSteps('gcp')).toEqual([
      [GCP_STEPS.readOrganisation, 'refused: secretmanager.secrets.list (in core-archive-1999)'],
      [GCP_STEPS.api, 'APIs are disabled in play-labs-5050'],
    ]);
  });

  it('shows each account by its worst result', () => {
    const screen = screenOf(report);
    expect(screen).toMatch(/^missing {2}bank-core/m);
    expect(screen).toMatch(/^granted {2}bank-payments/m);
    expect(screen).toMatch(/^failed {3}shop-platform/m);
    expect(screen).toMatch(/^missing {2}Core archive/m);
    expect(screen).toMatch(/^failed {3}Playground/m);
  });

  it('needs no action for what expectedUnreadable names, and still shows it', () => {
    expect(isHealthy(report)).toBe(false);
    expect(isHealthy(withExpected)).toBe(true);
    const screen = screenOf(withExpected);
    expect(screen).toMatch(/^expected core-banking/m);
    expect(screen).toContain('expected: sample: shows a vault behind a firewall');
  });

  it('read no value in any cloud', () => {
    expect(sandbox.calls.list().filter(({ valueRead }) => valueRead)).toEqual([]);
  });
});
