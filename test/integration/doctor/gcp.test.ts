import { afterEach, describe, expect, it } from 'vitest';
import { isHealthy, type DoctorReport } from '../../../doctor/report.ts';
import type { GcpEstate, GcpProject } from '../../../sandbox/estate/gcp-estate.ts';
import type { Fault } from '../../../sandbox/faults.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { GCP_STEPS } from '../../../shared/clouds/gcp/connecting.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { AUDIENCE, gcpEstate, gcpProject, SERVICE_ACCOUNT } from '../../bed/gcp/stage.ts';
import {
  closeClouds,
  EPOCH,
  lookAt,
  openClouds,
  screenOf,
  statesOf,
  stepsOf,
} from '../../bed/doctor/look.ts';

const at = addDays(EPOCH, -30);
const secrets = [{ name: 'a', createdAt: at, versions: [at] }];
const ORGANISATION = '600000000000';
const gcp = {
  organisationId: ORGANISATION,
  workloadIdentity: { audience: AUDIENCE },
  serviceAccount: SERVICE_ACCOUNT,
};
const AWS_ROLE = 'arn:aws:sts::111111111111:assumed-role/skc-watch-federation';

let sandbox: Sandbox;
afterEach(() => closeClouds(sandbox));

interface Scene {
  /** Properties of the first of two projects. */
  pay?: Partial<GcpProject>;
  /** Properties of both. */
  both?: Partial<GcpProject>;
  trust?: Partial<NonNullable<GcpEstate['workloadIdentity']>>;
  config?: Partial<NonNullable<ConfigInput['gcp']>>;
  faults?: Fault[];
  look?: Parameters<typeof lookAt>[2];
}

async function look({ pay, both, trust, config, faults = [], look: how }: Scene = {}): Promise<DoctorReport> {
  const declared = gcpEstate([
    gcpProject('pay-prod-1', '100000000001', { secrets, ...both, ...pay }),
    gcpProject('shop-web-2', '100000000002', { secrets, ...both }),
  ]);
  const { workloadIdentity } = declared;
  if (workloadIdentity === undefined) throw new Error('the estate trusts nobody');
  sandbox = await openClouds({ gcp: { ...declared, workloadIdentity: { ...workloadIdentity, ...trust } } });
  for (const fault of faults) sandbox.faults.add(fault);
  return lookAt(sandbox, { gcp: { ...gcp, ...config } }, how);
}

function lacksOf({ accounts }: DoctorReport) {
  return accounts.flatMap(({ account, lacks, sources }) =>
    [...lacks, ...sources.flatMap((source) => source.lacks)].map((lack) => ({ account, ...lack })),
  );
}

function callsOf(operation: string) {
  return sandbox.calls.list().filter((call) => call.operation === operation);
}

const ALL = [GCP_STEPS.pool, GCP_STEPS.account, GCP_STEPS.readOrganisation, GCP_STEPS.api];

describe('the doctor, on Google Cloud, with every step of connecting done', () => {
  it('finds every step fine, in the order that skc connect prints, and needs no action', async () => {
    const report = await look();
    expect(statesOf(report, 'gcp')).toEqual(ALL.map((title) => [title, 'fine']));
    expect(report.accounts.map(({ account }) => account)).toEqual(['gcp#pay-prod-1', 'gcp#shop-web-2']);
    expect(lacksOf(report)).toEqual([]);
    expect(isHealthy(report)).toBe(true);
  });

  it('proves permissions for listing, details and single SKCs, each by a call', async () => {
    const { accounts } = await look();
    expect(accounts[0]?.sources.find(({ source }) => source === 'gcp.secret-manager-secret')).toEqual({
      source: 'gcp.secret-manager-secret',
      granted: [
        'secretmanager.secrets.list',
        'secretmanager.locations.list',
        'secretmanager.versions.list',
        'secretmanager.secrets.get',
      ],
      untried: [],
      lacks: [],
    });
    expect(callsOf('GetSecret')).toHaveLength(2);
    expect(sandbox.calls.list().filter(({ valueRead }) => valueRead)).toEqual([]);
  });

  it('marks permissions as untried if nothing needs them', async () => {
    const { accounts } = await look();
    const keys = accounts[0]?.sources.find(({ source }) => source === 'gcp.kms-key');
    expect(keys?.granted).toEqual(['cloudkms.keyRings.list', 'cloudkms.locations.list']);
    expect(keys?.untried).toContain('cloudkms.cryptoKeys.list');
  });

  it('reads only a few of many', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      name: `s${index}`,
      createdAt: at,
      versions: [at],
    }));
    await look({ pay: { secrets: many }, look: { only: ['pay-prod-1'] } });
    expect(callsOf('ListSecretVersions')).toHaveLength(5);
  });

  it('lists the organisation once with Cloud Asset Inventory', async () => {
    const report = await look({ config: { assetInventory: true } });
    expect(stepsOf(report, 'gcp')[GCP_STEPS.api]).toMatchObject({ state: 'fine' });
    expect(callsOf('ListAssets')).toHaveLength(1);
    expect(
      report.accounts[0]?.sources.find(({ source }) => source === 'gcp.secret-manager-secret'),
    ).toMatchObject({
      granted: ['cloudasset.assets.listResource', 'secretmanager.secrets.get'],
    });
    expect(isHealthy(report)).toBe(true);
  });

  it('skips pool and service account if the developer signs in', async () => {
    const report = await look({ look: { developer: true } });
    expect(statesOf(report, 'gcp').map(([, state]) => state)).toEqual(['unasked', 'unasked', 'fine', 'fine']);
    expect(isHealthy(report)).toBe(true);
  });

  it('needs no service account if the role itself has access', async () => {
    sandbox = await openClouds({ gcp: gcpEstate([gcpProject('pay-prod-1', '100000000001')]) });
    const { organisationId, workloadIdentity } = gcp;
    const report = await lookAt(sandbox, { gcp: { organisationId, workloadIdentity } });
    expect(stepsOf(report, 'gcp')[GCP_STEPS.account]?.state).toBe('unasked');
  });
});

describe('the missing step of connecting Google Cloud', () => {
  it.each([
    ['the provider has another name', { audience: `${AUDIENCE}x` }, 'gcp.workloadIdentity.audience'],
    ['it trusts another account', { awsAccountId: '222222222222' }, '--account-id="111111111111"'],
    [
      'it trusts another role',
      { awsRole: 'other' },
      `--attribute-condition="attribute.aws_role == '${AWS_ROLE}'"`,
    ],
  ])('is the pool: %s', async (_what, trust, nextStep) => {
    const report = await look({ trust });
    expect(statesOf(report, 'gcp').map(([, state]) => state)).toEqual([
      'wrong',
      'unasked',
      'unasked',
      'unasked',
    ]);
    expect(stepsOf(report, 'gcp')[GCP_STEPS.pool]?.nextStep).toContain(nextStep);
    expect(stepsOf(report, 'gcp')[GCP_STEPS.account]?.says).toContain(GCP_STEPS.pool);
    expect(isHealthy(report)).toBe(false);
  });

  it('is the service account, which cannot be impersonated', async () => {
    const report = await look({ trust: { serviceAccount: 'other@sec-tools-4711.iam.gserviceaccount.com' } });
    expect(statesOf(report, 'gcp').map(([, state]) => state)).toEqual([
      'fine',
      'wrong',
      'unasked',
      'unasked',
    ]);
    expect(stepsOf(report, 'gcp')[GCP_STEPS.account]?.nextStep).toContain(
      `gcloud iam service-accounts add-iam-policy-binding "${SERVICE_ACCOUNT}" --project="sec-tools-4711" --role=roles/iam.workloadIdentityUser --member="principalSet://iam.googleapis.com/projects/700000000000/locations/global/workloadIdentityPools/skc/attribute.aws_role/${AWS_ROLE}"`,
    );
  });

  it('is reading metadata, if no project is visible', async () => {
    const report = await look({ both: { denials: [{ permission: 'resourcemanager.projects.get' }] } });
    expect(statesOf(report, 'gcp').map(([, state]) => state)).toEqual(['fine', 'fine', 'wrong', 'unasked']);
    expect(stepsOf(report, 'gcp')[GCP_STEPS.readOrganisation]?.nextStep).toContain(
      `gcloud organizations add-iam-policy-binding "${ORGANISATION}" --member="serviceAccount:${SERVICE_ACCOUNT}"`,
    );
  });

  it('is reading metadata of a configured project that is not visible', async () => {
    const report = await look({ config: { include: { projects: ['pay-prod-1', 'gone-far-9'] } } });
    expect(stepsOf(report, 'gcp')[GCP_STEPS.readOrganisation]).toMatchObject({
      state: 'wrong',
      says: 'not listed: gone-far-9',
    });
  });

  it('is reading metadata in one project, with a command for that project if no organisation is named', async () => {
    sandbox = await openClouds({
      gcp: gcpEstate([
        gcpProject('pay-prod-1', '100000000001', { denials: [{ permission: 'secretmanager.secrets.list' }] }),
        gcpProject('shop-web-2', '100000000002', { secrets }),
      ]),
    });
    const { workloadIdentity, serviceAccount } = gcp;
    const report = await lookAt(sandbox, { gcp: { workloadIdentity, serviceAccount } });
    const step = stepsOf(report, 'gcp')[GCP_STEPS.readProjects];
    expect(step).toMatchObject({
      state: 'wrong',
      says: 'refused: secretmanager.secrets.list (in pay-prod-1)',
    });
    expect(step?.nextStep).toContain('gcloud projects add-iam-policy-binding "pay-prod-1"');
    expect(step?.nextStep).not.toContain('shop-web-2');
    expect(new Set(lacksOf(report).map(({ account, state }) => [account, state].join(' ')))).toEqual(
      new Set(['gcp#pay-prod-1 missing']),
    );
  });

  it('is reading metadata, if only the locations cannot be listed: planning continues without them', async () => {
    const report = await look({ pay: { denials: [{ permission: 'secretmanager.locations.list' }] } });
    expect(lacksOf(report).map(({ permission, state }) => [permission, state])).toEqual([
      ['secretmanager.locations.list', 'missing'],
    ]);
  });

  it('is the disabled API, with one command for all projects', async () => {
    const disabledApis = ['cloudkms.googleapis.com', 'apikeys.googleapis.com'];
    const report = await look({ both: { disabledApis } });
    expect(statesOf(report, 'gcp').map(([, state]) => state)).toEqual(['fine', 'fine', 'fine', 'wrong']);
    expect(stepsOf(report, 'gcp')[GCP_STEPS.api]?.nextStep).toContain(
      'for PROJECT in pay-prod-1 shop-web-2; do gcloud services enable apikeys.googleapis.com cloudkms.googleapis.com --project="$PROJECT"; done',
    );
    expect(lacksOf(report).map(({ account, state }) => [account, state])).toEqual([
      ['gcp#pay-prod-1', 'failed'],
      ['gcp#pay-prod-1', 'failed'],
      ['gcp#shop-web-2', 'failed'],
      ['gcp#shop-web-2', 'failed'],
    ]);
    expect(lacksOf(report)[0]?.nextStep).toBe(
      'gcloud services enable apikeys.googleapis.com cloudkms.googleapis.com --project="pay-prod-1"',
    );
    expect(screenOf(report)).toContain('SERVICE_DISABLED: The API is disabled. (cloudkms.googleapis.com)');
  });

  it('is Cloud Asset Inventory, which is called once and not for every project', async () => {
    const report = await look({
      config: { assetInventory: true },
      faults: [{ service: 'cloudasset', operation: 'ListAssets', kind: 'deny' }],
    });
    expect(statesOf(report, 'gcp').map(([, state]) => state)).toEqual(['fine', 'fine', 'fine', 'wrong']);
    expect(callsOf('ListAssets')).toHaveLength(1);
    expect(lacksOf(report).map(({ account, permission, state }) => [account, permission, state])).toEqual([
      ['gcp#pay-prod-1', 'cloudasset.assets.listResource', 'missing'],
      ['gcp#shop-web-2', 'cloudasset.assets.listResource', 'missing'],
    ]);
  });
});

describe('a project with a problem unrelated to connecting', () => {
  it('does not stop others with malformed responses', async () => {
    const report = await look({
      faults: [
        {
          service: 'secretmanager',
          operation: 'ListSecrets',
          account: 'pay-prod-1',
          region: 'global',
          kind: 'garbage',
        },
      ],
    });
    expect(lacksOf(report).map(({ account, state }) => [account, state])).toEqual([
      ['gcp#pay-prod-1', 'failed'],
    ]);
    expect(new Set(statesOf(report, 'gcp').map(([, state]) => state))).toEqual(new Set(['fine']));
    expect(isHealthy(report)).toBe(false);
  });
});
