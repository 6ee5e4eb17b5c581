import { afterEach, describe, expect, it } from 'vitest';
import { isHealthy, type DoctorReport } from '../../../doctor/report.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { AZURE_STEPS } from '../../../shared/clouds/azure/connecting.ts';
import { SUBSCRIPTION, TENANT } from '../../bed/azure/stage.ts';
import {
  createdAt,
  everyStep,
  lacksOf,
  lookAtAzure,
  secrets,
  type AzureScene,
} from '../../bed/doctor/azure-scene.ts';
import { closeClouds, screenOf, statesOf, stepsOf } from '../../bed/doctor/look.ts';

let sandbox: Sandbox;
afterEach(() => closeClouds(sandbox));

async function look(scene: AzureScene = {}): Promise<DoctorReport> {
  const looked = await lookAtAzure(scene);
  ({ sandbox } = looked);
  return looked.report;
}

describe('the doctor, on Azure, with every step of connecting done', () => {
  it('finds every step fine, in the order that skc connect prints, and needs no action', async () => {
    const report = await look({ parts: everyStep() });
    expect(statesOf(report, 'azure')).toEqual(Object.values(AZURE_STEPS).map((title) => [title, 'fine']));
    expect(lacksOf(report)).toEqual([]);
    expect(isHealthy(report)).toBe(true);
    expect(screenOf(report)).toContain('Everything checked is in order');
  });

  it('reads no AWS account if the configuration names only Azure, and still identifies the caller', async () => {
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
    // The SDK first sends one request without a token, to learn where to get one.
    const listed = sandbox.calls
      .list()
      .filter(({ operation, status }) => operation === 'ListSecrets' && status === 200);
    expect(listed).toHaveLength(1);
    expect(sandbox.calls.list().filter(({ valueRead }) => valueRead)).toEqual([]);
    expect(isHealthy(report)).toBe(true);
  });

  it('lists permissions that it could not try, since nothing needs them', async () => {
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

  it('checks only one subscription on request', async () => {
    const report = await look({ look: { only: [SUBSCRIPTION] } });
    expect(report.accounts.map(({ account }) => account)).toEqual([`azure#${SUBSCRIPTION}`]);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.graph]).toMatchObject({ state: 'unasked' });
    expect(isHealthy(report)).toBe(true);
  });

  it('says that a requested account is not read', async () => {
    const report = await look({ look: { only: ['a0000000-0000-4000-8000-00000000dead'] } });
    expect(report.checks).toContainEqual(
      expect.objectContaining({ subject: 'a0000000-0000-4000-8000-00000000dead', state: 'wrong' }),
    );
  });

  it('skips the token from AWS if the developer signs in', async () => {
    const report = await look({ look: { developer: true } });
    expect(statesOf(report, 'azure').slice(0, 3)).toEqual([
      [AZURE_STEPS.tokens, 'unasked'],
      [AZURE_STEPS.trust, 'unasked'],
      [AZURE_STEPS.read, 'fine'],
    ]);
    expect(isHealthy(report)).toBe(true);
  });
});

describe('a vault with a problem unrelated to connecting', () => {
  it('has the next step for its closed firewall, and no step is reported as missing', async () => {
    const report = await look({
      vaults: [{ secrets }, { name: 'kv-shut', closed: 'firewall', attributesDenied: true, secrets }],
    });
    expect(
      lacksOf(report).map(({ state, location, because }) => [state, location, because.split(':')[0]]),
    ).toEqual(Array.from({ length: 3 }, () => ['failed', 'kv-shut', 'unreachable']));
    expect(lacksOf(report)[0]?.nextStep).toContain('private endpoint');
    expect(new Set(statesOf(report, 'azure').map(([, state]) => state))).toEqual(new Set(['fine']));
    expect(isHealthy(report)).toBe(false);
  });

  it('is not reported as granted if Resource Manager was used instead', async () => {
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

  it('does not stop others with malformed responses', async () => {
    const report = await look({
      vaults: [{ secrets }, { name: 'kv-odd', secrets }],
      faults: [{ region: 'kv-odd', operation: 'ListSecrets', kind: 'garbage' }],
    });
    expect(lacksOf(report).map(({ state, location }) => [state, location])).toEqual([['failed', 'kv-odd']]);
  });

  it('shares one line and one next step with a hundred others', async () => {
    const vaults = Array.from({ length: 40 }, (_, index) => ({
      name: `kv-${index}`,
      closed: 'denied' as const,
    }));
    const screen = screenOf(await look({ vaults }));
    expect(screen).toMatch(/missing \S+readMetadata\/action \(key-vault-secret, kv-0, .* and 35 more\)/);
    expect(screen.split('\n').length).toBeLessThan(30);
  });
});
