import { afterEach, describe, expect, it } from 'vitest';
import { isHealthy, type DoctorReport } from '../../../functions/doctor/report.ts';
import type { AzureEstate, VaultDeclaration } from '../../../sandbox/estate/azure-estate.ts';
import type { Fault } from '../../../sandbox/faults.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { AZURE_STEPS } from '../../../shared/clouds/azure/connecting.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { CLIENT, estate, SUBSCRIPTION, TENANT } from '../azure/stage.ts';
import { closeClouds, EPOCH, lookAt, openClouds, screenOf, statesOf, stepsOf } from './look.ts';

const createdAt = addDays(EPOCH, -10);
const secrets = [{ name: 'a', createdAt }];
const azure = { tenantId: TENANT, clientId: CLIENT };
const HSM = {
  name: 'hsm-pay',
  region: 'westeurope',
  resourceGroup: 'rg',
  retentionDays: 90,
  purgeProtection: true,
  keys: [{ name: 'k', createdAt, keyType: 'RSA-HSM' as const }],
};

let sandbox: Sandbox;
afterEach(() => closeClouds(sandbox));

interface Scene {
  parts?: Partial<AzureEstate>;
  vaults?: Partial<VaultDeclaration>[];
  config?: Partial<NonNullable<ConfigInput['azure']>>;
  faults?: Fault[];
  look?: Parameters<typeof lookAt>[2];
}

async function look({ parts, vaults = [{ secrets }], config, faults = [], look: how }: Scene = {}) {
  sandbox = await openClouds({ azure: estate(parts, vaults) });
  for (const fault of faults) sandbox.faults.add(fault);
  return lookAt(sandbox, { azure: { ...azure, ...config } }, how);
}

/** A tenant whose one subscription keeps an HSM besides a vault with access policies. */
async function lookAtAll(how: Omit<Scene, 'parts' | 'vaults'> = {}): Promise<DoctorReport> {
  const declared = estate({}, [{ secrets }, { name: 'kv-old', access: 'policies', secrets }]);
  const subscriptions = declared.subscriptions.map((each) => ({ ...each, hsms: [HSM] }));
  return look({ ...how, parts: { subscriptions } });
}

function lacksOf({ accounts }: DoctorReport) {
  return accounts.flatMap(({ lacks, sources }) => [...lacks, ...sources.flatMap((source) => source.lacks)]);
}

describe('a doctor who looks at Azure, with every step of connecting done', () => {
  it('finds every step fine, in the order that skc connect prints, and is content', async () => {
    const report = await lookAtAll();
    expect(statesOf(report, 'azure')).toEqual(Object.values(AZURE_STEPS).map((title) => [title, 'fine']));
    expect(lacksOf(report)).toEqual([]);
    expect(isHealthy(report)).toBe(true);
    expect(screenOf(report)).toContain('All is as it must be');
  });

  it('reads no AWS account where the configuration names Azure alone, and still knows who asks', async () => {
    const report = await look();
    expect(report.accounts.map(({ account }) => account)).toEqual([
      `azure#${TENANT}`,
      `azure#${SUBSCRIPTION}`,
    ]);
    expect(report.by).toContain(':assumed-role/sandbox/');
    const asked = new Set(sandbox.calls.list().map(({ service }) => service));
    expect([...asked].toSorted()).toEqual(['arm', 'entra', 'graph', 'keyvault', 'sts']);
  });

  it('reads the first page of a vault and no value', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ name: `s${index}`, createdAt }));
    const report = await look({ vaults: [{ secrets: many }] });
    // The SDK asks once without a token, to be told where to get one.
    const listed = sandbox.calls
      .list()
      .filter(({ operation, status }) => operation === 'ListSecrets' && status === 200);
    expect(listed).toHaveLength(1);
    expect(sandbox.calls.list().filter(({ valueRead }) => valueRead)).toEqual([]);
    expect(isHealthy(report)).toBe(true);
  });

  it('tells what it could not try, since nothing is there', async () => {
    const { accounts } = await look({
      vaults: [{ keys: [{ name: 'k', createdAt, keyType: 'RSA' }] }, { name: 'kv-empty' }],
    });
    const keys = accounts
      .flatMap(({ sources }) => sources)
      .find(({ source }) => source === 'azure.key-vault-key');
    expect(keys).toEqual({
      source: 'azure.key-vault-key',
      granted: ['Microsoft.KeyVault/vaults/keys/read', 'Microsoft.KeyVault/vaults/keyrotationpolicies/read'],
      untried: ['Microsoft.KeyVault/vaults/secrets/read'],
      lacks: [],
    });
  });

  it('leaves Microsoft Graph out with azure.entra off', async () => {
    const report = await look({ config: { entra: false } });
    expect(stepsOf(report, 'azure')[AZURE_STEPS.graph]).toBeUndefined();
    expect(report.accounts.map(({ account }) => account)).toEqual([`azure#${SUBSCRIPTION}`]);
    expect(sandbox.calls.list().filter(({ service }) => service === 'graph')).toEqual([]);
    expect(isHealthy(report)).toBe(true);
  });

  it('looks at one subscription alone when that is asked', async () => {
    const report = await look({ look: { only: [SUBSCRIPTION] } });
    expect(report.accounts.map(({ account }) => account)).toEqual([`azure#${SUBSCRIPTION}`]);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.graph]).toMatchObject({ state: 'unasked' });
    expect(isHealthy(report)).toBe(true);
  });

  it('says that an account that is asked for is not read', async () => {
    const report = await look({ look: { only: ['a0000000-0000-4000-8000-00000000dead'] } });
    expect(report.checks).toContainEqual(
      expect.objectContaining({ subject: 'a0000000-0000-4000-8000-00000000dead', state: 'wrong' }),
    );
  });

  it('asks nothing of AWS’s word where the developer signs in', async () => {
    const report = await look({ look: { developer: true } });
    expect(statesOf(report, 'azure').slice(0, 3)).toEqual([
      [AZURE_STEPS.vouch, 'unasked'],
      [AZURE_STEPS.trust, 'unasked'],
      [AZURE_STEPS.read, 'fine'],
    ]);
    expect(isHealthy(report)).toBe(true);
  });
});

const trusting = (parts: Partial<AzureEstate['federation']>): Partial<AzureEstate> => ({
  federation: { ...estate().federation, ...parts },
});

describe('the step of connecting Azure that is missing', () => {
  it.each([
    [
      'AWS’s tokens, which are off',
      'OutboundWebIdentityFederationDisabledException',
      'aws iam enable-outbound-web-identity-federation',
    ],
    ['AWS’s tokens, which the role may not have', undefined, 'npm run deploy'],
  ])('is the word of AWS: %s', async (_what, code, mend) => {
    const fault = { service: 'sts', operation: 'GetWebIdentityToken' };
    const report = await look({
      faults: [code === undefined ? { ...fault, kind: 'deny' } : { ...fault, kind: 'error', code }],
    });
    const [first, ...others] = statesOf(report, 'azure');
    expect(first).toEqual([AZURE_STEPS.vouch, 'wrong']);
    expect(new Set(others.map(([, state]) => state))).toEqual(new Set(['unasked']));
    expect(stepsOf(report, 'azure')[AZURE_STEPS.vouch]?.mend).toContain(mend);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.trust]?.says).toContain(AZURE_STEPS.vouch);
  });

  it.each([
    [
      'the subject',
      trusting({ subject: 'arn:aws:iam::111111111111:role/x' }),
      {},
      'ROLE_ARN=arn:aws:iam::111111111111:role/skc-watch-federation',
    ],
    [
      'the issuer',
      trusting({ issuer: 'https://other.example' }),
      {},
      'az ad app federated-credential update',
    ],
    ['the audience', trusting({ audience: 'api://Other' }), {}, `--id "${CLIENT}"`],
    ['the application', trusting({ clientId: '7f1c0a52-0000-4000-8000-0000000000ff' }), {}, 'azure.clientId'],
    ['the tenant', {}, { tenantId: '7f1c0a52-0000-4000-8000-00000000dead' }, 'azure.tenantId'],
  ] as const)('is the trust of the application: %s differs', async (_what, parts, config, mend) => {
    const report = await look({ parts, config });
    const steps = stepsOf(report, 'azure');
    expect(steps[AZURE_STEPS.vouch]?.state).toBe('fine');
    expect(steps[AZURE_STEPS.trust]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('AADSTS'),
    });
    expect(steps[AZURE_STEPS.trust]?.mend).toContain(mend);
    expect(steps[AZURE_STEPS.read]?.state).toBe('unasked');
    expect(isHealthy(report)).toBe(false);
  });

  it('is reading metadata, where no subscription is shown', async () => {
    const report = await look({ parts: { subscriptions: [] } });
    const steps = stepsOf(report, 'azure');
    expect(steps[AZURE_STEPS.trust]?.state).toBe('fine');
    expect(steps[AZURE_STEPS.read]).toMatchObject({ state: 'wrong' });
    expect(steps[AZURE_STEPS.read]?.mend).toContain(
      `--role "SKC Watch metadata reader" --scope "/providers/Microsoft.Management/managementGroups/${TENANT}"`,
    );
    expect(steps[AZURE_STEPS.graph]?.state).toBe('fine');
    expect(steps[AZURE_STEPS.policies]?.state).toBe('unasked');
  });

  it('is reading metadata, where Resource Graph refuses', async () => {
    const report = await look({ faults: [{ service: 'arm', operation: 'QueryResources', kind: 'deny' }] });
    const steps = stepsOf(report, 'azure');
    expect(steps[AZURE_STEPS.read]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('AuthorizationFailed'),
    });
    expect(steps[AZURE_STEPS.graph]?.state).toBe('unasked');
  });

  it('is reading metadata of a subscription that the configuration names and nobody shows', async () => {
    const hidden = 'a0000000-0000-4000-8000-0000000000ee';
    const report = await look({ config: { subscriptions: { include: [SUBSCRIPTION, hidden] } } });
    expect(stepsOf(report, 'azure')[AZURE_STEPS.read]).toMatchObject({
      state: 'wrong',
      says: `not shown: ${hidden}`,
      mend: expect.stringContaining(`--scope "/subscriptions/${hidden}"`),
    });
  });

  it('is reading metadata, where a vault refuses for want of the role; the other is granted', async () => {
    const report = await look({ vaults: [{ secrets }, { name: 'kv-shut', closed: 'denied', secrets }] });
    expect(lacksOf(report).map(({ permission, state, location }) => [permission, state, location])).toEqual([
      ['Microsoft.KeyVault/vaults/certificates/read', 'missing', 'kv-shut'],
      ['Microsoft.KeyVault/vaults/keys/read', 'missing', 'kv-shut'],
      ['Microsoft.KeyVault/vaults/secrets/readMetadata/action', 'missing', 'kv-shut'],
    ]);
    expect(lacksOf(report)[0]?.mend).toContain(`--scope "/subscriptions/${SUBSCRIPTION}"`);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.read]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('kv-shut'),
    });
  });

  it('is reading the credentials of applications', async () => {
    const report = await lookAtAll({ faults: [{ service: 'graph', kind: 'deny' }] });
    const wrong = statesOf(report, 'azure').filter(([, state]) => state !== 'fine');
    expect(wrong).toEqual([[AZURE_STEPS.graph, 'wrong']]);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.graph]?.mend).toContain('/appRoleAssignments');
  });

  it('is the access policy of a vault that still has them', async () => {
    const report = await look({
      vaults: [{ secrets }, { name: 'kv-old', access: 'policies', closed: 'denied', secrets }],
    });
    const wrong = statesOf(report, 'azure').filter(([, state]) => state !== 'fine');
    expect(wrong).toEqual([[AZURE_STEPS.policies, 'wrong']]);
    const { mend } = stepsOf(report, 'azure')[AZURE_STEPS.policies] ?? {};
    expect(mend).toMatch(/^az keyvault set-policy --name "kv-old" .*--secret-permissions list --key/);
    expect(new Set(lacksOf(report).map((lack) => lack.mend))).toEqual(new Set([mend]));
  });

  it('is the local role of a managed HSM', async () => {
    const report = await lookAtAll({ faults: [{ service: 'managedhsm', kind: 'deny' }] });
    const wrong = statesOf(report, 'azure').filter(([, state]) => state !== 'fine');
    expect(wrong).toEqual([[AZURE_STEPS.hsms, 'wrong']]);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.hsms]?.mend).toContain(
      '--hsm-name "hsm-pay" --role "Managed HSM Crypto Auditor"',
    );
  });
});

describe('a vault that is no matter of connecting', () => {
  it('is told with the network’s remedy when its firewall is shut, and no step is called missing', async () => {
    const report = await look({
      vaults: [{ secrets }, { name: 'kv-shut', closed: 'firewall', attributesDenied: true, secrets }],
    });
    expect(
      lacksOf(report).map(({ state, location, because }) => [state, location, because.split(':')[0]]),
    ).toEqual(Array.from({ length: 3 }, () => ['failed', 'kv-shut', 'unreachable']));
    expect(lacksOf(report)[0]?.mend).toContain('private endpoint');
    expect(new Set(statesOf(report, 'azure').map(([, state]) => state))).toEqual(new Set(['fine']));
    expect(isHealthy(report)).toBe(false);
  });

  it('is not called granted for what Resource Manager told in its place', async () => {
    const report = await look({ vaults: [{ name: 'kv-shut', closed: 'firewall', secrets }] });
    const ofSecrets = report.accounts
      .flatMap(({ sources }) => sources)
      .find(({ source }) => source === 'azure.key-vault-secret');
    expect(ofSecrets).toMatchObject({ granted: [], lacks: [] });
    expect(lacksOf(report).map(({ permission }) => permission)).toEqual([
      'Microsoft.KeyVault/vaults/certificates/read',
    ]);
    expect(screenOf(report)).toContain('granted: key-vault, storage-account-key\n');
  });

  it('stops no other when it answers nonsense', async () => {
    const report = await look({
      vaults: [{ secrets }, { name: 'kv-odd', secrets }],
      faults: [{ region: 'kv-odd', operation: 'ListSecrets', kind: 'garbage' }],
    });
    expect(lacksOf(report).map(({ state, location }) => [state, location])).toEqual([['failed', 'kv-odd']]);
  });

  it('stands in one line with a hundred others, and under one mend', async () => {
    const vaults = Array.from({ length: 40 }, (_, index) => ({
      name: `kv-${index}`,
      closed: 'denied' as const,
    }));
    const screen = screenOf(await look({ vaults }));
    expect(screen).toMatch(/missing \S+readMetadata\/action \(key-vault-secret, kv-0, .* and 35 more\)/);
    expect(screen.split('\n').length).toBeLessThan(30);
  });
});
